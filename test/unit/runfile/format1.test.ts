import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOfDocument } from "../../../src/report/documentView.ts";
import { labelOfRun } from "../../../src/extension/runs/runLabel.ts";
import { openRunDocument } from "../../../src/runfile/document.ts";
import { rebuiltStep } from "../../../src/runfile/rebuild.ts";
import { readRunSummary } from "../../../src/runfile/summary.ts";
import { readWholeRun } from "../../support/wholeRun.ts";

const fixture = (name: string): string => join(import.meta.dirname, `../../fixtures/runs/${name}-format1.fkrun`);

type Written = Record<string, unknown> & {
  readonly particles: readonly { readonly reward: number }[];
  readonly best: number;
};

/** The lines of the file themselves. */
async function linesOf(name: string): Promise<Written[]> {
  return (await readFile(fixture(name), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Written);
}

describe.each(["text", "groups", "image"])("a run of format 1 (%s)", (name) => {
  it("is read step by step as it was written", async () => {
    const lines = await linesOf(name);
    const { steps, result, end, header } = await readWholeRun(fixture(name));
    const written = lines.filter(({ kind }) => kind === "step");
    expect(header.modality).toBe(name === "image" ? "image" : "text");
    expect(steps).toHaveLength(written.length);
    for (const [i, step] of steps.entries()) {
      const { particles, values, rewards, ancestors, iteration, groups, logWeights } = written[i]!;
      expect(step).toMatchObject({ values, rewards, ancestors, iteration, groups, logWeights, isSelected: true });
      expect(step.particles).toEqual(particles.map((particle) => ({ modality: "text", ...particle })));
      expect(step.states).toBeUndefined();
    }
    const last = lines.at(-1)!;
    expect(result).toMatchObject({
      best: last.best,
      forwardPasses: last["forwardPasses"],
      seconds: last["seconds"],
    });
    expect(end).toMatchObject({ outcome: "done", summary: { best: last.particles[last.best]!.reward } });
  });

  it("is shown as the live run was, and listed", async () => {
    const last = (await linesOf(name)).at(-1)!;
    await using document = await openRunDocument(fixture(name));
    const view = await viewOfDocument(document);
    expect(view).toMatchObject({ status: "done", groups: last["groups"], best: last.best });
    expect(view.particles).toEqual(last.particles.map((particle) => ({ modality: "text", ...particle })));
    expect(view.iterations).toEqual(last["iterations"]);
    const label = labelOfRun(await readRunSummary(fixture(name)), { running: false, now: Date.now() });
    expect(label).toMatchObject({ icon: "pass", description: expect.stringMatching(/^best /u) });
  });

  it("says that it holds no particles to go on from", async () => {
    await using document = await openRunDocument(fixture(name));
    await expect(rebuiltStep(document, 0, () => ({}))).rejects.toMatchObject({ code: "run-file" });
  });
});
