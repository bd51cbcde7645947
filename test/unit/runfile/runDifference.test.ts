import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRunDocument, type RunDocument } from "../../../src/runfile/document.ts";
import type { RecordedStep } from "../../../src/runfile/recordedStep.ts";
import { runDifference } from "../../../src/runfile/runDifference.ts";

/** The same numbers as a run of format 2 tells them. */
function newerOf(document: RunDocument, change: (step: RecordedStep) => RecordedStep = (step) => step): RunDocument {
  const { header, pilot, stepCount } = document;
  return {
    ...{ version: 2, header: { ...header, execution: { threads: 2, chunk: 1 } }, pilot, stepCount },
    keyOf: (index: number) => document.keyOf(index),
    draws: (step: RecordedStep) => document.draws(step),
    step: async (index: number) => {
      const step = await document.step(index);
      const { values } = step;
      const weighed = {
        logWeights: step.logWeights,
        paid: values,
        lastTilt: values,
        runningMax: values,
        runningSum: values,
      };
      const groups = step.groups.map((group) => ({ ...group, logZBefore: 0, floor: -3 }));
      const samples = step.samples.map((sample) =>
        sample.modality === "text" ? sample : { ...sample, thumbnail: [0, 1, 2] as const },
      );
      return change({ ...step, samples, groups, weighed, forwardPasses: 1 });
    },
  } as unknown as RunDocument;
}

const open = (name: string): Promise<RunDocument> =>
  openRunDocument(join(import.meta.dirname, `../../fixtures/runs/${name}-format1.fkrun`));

describe("a run of format 1 that is repeated", () => {
  it.each(["text", "groups", "image"])("is compared by what its file tells (%s)", async (name) => {
    await using document = await open(name);
    expect(await runDifference(document, newerOf(document))).toEqual({ first: undefined, made: [] });
  });

  it("says what is other, with both numbers", async () => {
    await using document = await open("groups");
    const changed = newerOf(document, (step) => ({
      ...step,
      groups: step.groups.map((group, g) => (g === 1 && step.step > 4 ? { ...group, logZ: 7 } : group)),
    }));
    const { step, groups } = await document.step(1);
    const { first } = await runDifference(document, changed);
    expect(first).toBe(`log Z of group 1 (7 and not ${groups[1]!.logZ}) at step ${step}`);
    const drawn = newerOf(document, (one) => ({ ...one, draws: { rewards: [[7]] } }));
    const other = { ...drawn, draws: async () => ({ rewards: [[7]] }) } as unknown as RunDocument;
    expect((await runDifference(document, other)).first).toMatch(/^a draw at step \d+$/u);
  });
});
