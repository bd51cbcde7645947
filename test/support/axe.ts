/** What axe-core finds wrong with a page, as sentences. Knows no page of ours. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** `minor` faults are told by axe-core, and are no fault of a test. */
const counted = ["moderate", "serious", "critical"];

/** Each rule that is broken, with where. The security policy of the page lets no script in: this one comes by the debugger. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    });
    return found.violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.map(({ target, failureSummary = "" }) => `${target.flat().join(" ")}: ${failureSummary}`),
    }));
  });
  return violations
    .filter(({ impact }) => counted.includes(impact ?? "critical"))
    .map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 5).join("\n  ")}`);
}
