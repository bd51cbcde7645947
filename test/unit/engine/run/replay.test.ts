import { describe, expect, it } from "vitest";
import type { RunModel } from "../../../../src/engine/models/runModel.ts";
import type { AnySample } from "../../../../src/engine/reward/opened.ts";
import { replayed } from "../../../../src/engine/run/replay.ts";
import type { ReplayReport } from "../../../../src/protocol/replay.ts";
import type { RunRequest } from "../../../../src/protocol/specification.ts";
import type { CompositeReward } from "../../../../src/rewards/composite.ts";
import { openRunDocument } from "../../../../src/runfile/document.ts";
import type { SampleReward } from "../../../../src/steering/process.ts";
import { toyImages, toyRun, toyTexts } from "../../../support/toyRun.ts";
import { useFolder } from "../../../support/useFolder.ts";

const folder = useFolder();
const path = `${folder}/toy.fkrun`;
const signal = new AbortController().signal;

/** The run, and what its replay tells under another reward. */
async function replayOf(
  model: RunModel,
  request: Partial<RunRequest>,
  change: (score: number) => number,
  stateLimit?: number,
) {
  const run = await toyRun(path, model, request, stateLimit === undefined ? {} : { stateLimit });
  const reward: SampleReward<AnySample> = {
    ...run.reward,
    score: async (samples, stop) => Array.from(await run.reward.score(samples, stop), change),
  };
  await using document = await openRunDocument(path);
  const last = await document.step(document.stepCount - 1);
  const process = model.modality === "text" ? run.process : undefined;
  const report = await replayed(document, last, { reward: reward as CompositeReward<AnySample>, process, signal });
  return { run, report };
}

const cases: readonly (readonly [string, RunModel, Partial<RunRequest>])[] = [
  ["texts of several draws", toyTexts, {}],
  [
    "texts, tempered, by the highest value",
    toyTexts,
    { tempering: { kind: "adaptive", essFraction: 0.5 }, potential: "max" },
  ],
  ["texts of two prompts", toyTexts, { otherPrompts: [" a fox"], potential: "sum" }],
  ["texts to a power", toyTexts, { composition: { kind: "power", exponent: 1.5, draw: "model" } }],
  ["images", toyImages, { strength: 20 }],
];

describe.each(cases)("a replay of %s", (_, model, request) => {
  it("by the same reward says what the run said, at every step", async () => {
    const { run, report } = await replayOf(model, request, (score) => score);
    expect(report.unknownFrom).toBeUndefined();
    report.particles.forEach(({ index, reward, rewardNow, partsNow, weight, weightNow }) => {
      expect(rewardNow).toBe(reward);
      expect(partsNow).toEqual(run.result.particles[index]!.parts);
      expect(weightNow).toBeCloseTo(weight, 12);
      expect(weight).toBe(run.result.particles[index]!.weight);
    });
    expect(report.steps.map(({ step }) => step)).toEqual([2, 4, 6, 8]);
    report.steps.forEach(({ groups }, j) => {
      groups.forEach(({ ess, essNow, resampled, resampledNow, lost, saved }, g) => {
        expect([ess, resampled]).toEqual([run.told[j]!.groups[g]!.ess, run.told[j]!.groups[g]!.resampled]);
        expect(essNow).toBeCloseTo(ess, 9);
        expect([resampledNow, lost, saved]).toEqual([resampled, [], []]);
      });
    });
  });

  it("by another reward gives the final particles exp(λ (r′ − r)), and tells what would have been selected", async () => {
    const { run, report } = await replayOf(model, request, (score) => -score);
    const { strength } = run.specification;
    for (const group of new Set(report.particles.map((one) => one.group))) {
      const own = report.particles.filter((one) => one.group === group);
      const raw = own.map(({ weight, reward, rewardNow }) => weight * Math.exp(strength * (rewardNow - reward)));
      const sum = raw.reduce((a, b) => a + b, 0);
      own.forEach(({ reward, rewardNow, weightNow }, i) => {
        expect(rewardNow).toBe(-reward);
        expect(weightNow).toBeCloseTo(raw[i]! / sum, 9);
      });
      expect(report.ess[group]).toBeCloseTo(1 / own.reduce((total, { weightNow }) => total + weightNow ** 2, 0), 6);
    }
    const changed = report.steps
      .flatMap(({ groups }) => groups)
      .filter(({ ess, essNow }) => Math.abs(ess - essNow) > 1e-6);
    expect(changed.length).toBeGreaterThan(0);
    const fates = report.steps.flatMap(({ groups }) => groups.flatMap(({ lost, saved }) => [...lost, ...saved]));
    expect(fates.length).toBeGreaterThan(0);
  });
});

describe("a replay", () => {
  it("of a constant would select nothing, and leaves weights that undo what the run was steered by", async () => {
    const { report } = await replayOf(toyTexts, {}, () => 0);
    const first: ReplayReport["steps"][number] = report.steps[0]!;
    expect(first.groups[0]).toMatchObject({ essNow: expect.closeTo(6, 9), resampledNow: false, lost: [] });
  });
});
