/** What axe-core finds wrong with a page, as sentences. Knows no page of ours. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** `minor` faults are told by axe-core, and are no fault of a test. */
const counted = ["moderate", "serious", "critical"];

/** Which rules are asked: all, or those that look at colours, which are all that another theme can break. */
export type AxeRules = "all" | "colours";

/** Each rule that is broken, with where. The security policy of the page lets no script in: this one comes by the debugger. */
export async function axeFaults(page: Page, rules: AxeRules = "all"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (asked) => {
    const found = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
      ...(asked === "colours" && { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }),
    });
    return found.violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.map(({ target, failureSummary = "" }) => `${target.flat().join(" ")}: ${failureSummary}`),
    }));
  }, rules);
  return violations
    .filter(({ impact }) => counted.includes(impact ?? "critical"))
    .map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 5).join("\n  ")}`);
}
