import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AnySample } from "../../../src/engine/reward/opened.ts";
import { selectionLine, weighedLine } from "../../../src/engine/run/keptStep.ts";
import { promptGroups } from "../../../src/engine/run/promptGroups.ts";
import { runHeader } from "../../../src/engine/run/runHeader.ts";
import { steeringPolicy } from "../../../src/engine/run/steeringPolicy.ts";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import { openRunDocument, type RunDocument } from "../../../src/runfile/document.ts";
import { rebuiltReference, rebuiltStep } from "../../../src/runfile/rebuild.ts";
import { shownStep } from "../../../src/runfile/shownStep.ts";
import { openRunFile } from "../../../src/runfile/write.ts";
import { PathStore } from "../../../src/steering/paths.ts";
import type { Cloud, StepRecord } from "../../../src/steering/record.ts";
import { steer } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { toyCase, toyImages, toyRun, toyTexts } from "../../support/toyRun.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const path = join(folder, "toy.fkrun");

const cases = [
  toyCase("texts", toyTexts, {}),
  toyCase("texts that can be masked again", toyTexts, { proposal: { kind: "remask-cap", cap: 0.3 }, potential: "max" }),
  toyCase(
    "texts under a hard constraint, standardised",
    toyTexts,
    { potential: "sum", standardise: 4, particles: 16 },
    2,
  ),
  toyCase("texts of two prompts", toyTexts, {
    otherPrompts: [" a fox"],
    tempering: { kind: "adaptive", essFraction: 0.5 },
  }),
  toyCase("texts to a power", toyTexts, { composition: { kind: "power", exponent: 1.5, draw: "model" } }),
  toyCase("texts that choose among candidates", toyTexts, { candidates: 3, particles: 8 }),
  toyCase("refined texts", toyTexts, { refine: { iterations: 2 } }),
  toyCase("images", toyImages, { strength: 20 }),
  toyCase("images of two prompts", toyImages, { otherPrompts: ["light"], resampling: "always", strength: 20 }),
  toyCase("refined images of a multistep sampler", toyImages, {
    refine: { iterations: 2 },
    sampler: { kind: "dpm++-sde" },
    strength: 30,
  }),
];

describe.each(cases)("a run of $name", ({ model, request, rewards = 1 }) => {
  it("is rebuilt from its files as it was at every scored step, and told as it was told", async () => {
    const { records, told, process } = await toyRun(path, model, request, { rewards });
    const scored = records.filter(({ scoring }) => scoring !== undefined);
    await using document = await openRunDocument(path);
    expect(document.problem).toBeUndefined();
    expect(document.stepCount).toBe(scored.length);
    expect(scored.some(({ scoring }) => scoring!.groups.some(({ resampled }) => resampled))).toBe(true);
    for (const [index, record] of scored.entries()) {
      const { weighed, cloud } = await rebuiltStep(document, index, (bytes) => process.revive(bytes));
      expect(comparable(weighed)).toStrictEqual(comparable(record.weighed!));
      expect(comparable(cloud!)).toStrictEqual(comparable(record.cloud));
      expect(await shownStep(document, await document.step(index))).toStrictEqual(told[index]);
      await expectScoring(document, index, record);
    }
  });
});

/** Fields that hold functions or caches of their process say nothing of the state. */
function comparable(cloud: Cloud<object>): object {
  const { states, ...figures } = cloud;
  const order = new Map([...new Set(states)].map((state, i) => [state, i]));
  return { ...figures, states, shared: states.map((state) => order.get(state)) };
}

/** Every field of what the particle system tells, at its place. */
async function expectScoring(document: RunDocument, index: number, { scoring }: StepRecord<object, unknown>) {
  const step = await document.step(index);
  const { rewards, tokens } = await document.draws(step);
  const {
    samples,
    rewards: drawn,
    values,
    logPotentials,
    logFactors,
    logPaid,
    interventions,
    logWeights,
    weights,
    ancestors,
    groups,
    ...rest
  } = scoring!;
  // Another field must be looked at here, too.
  expect(rest satisfies Record<string, never>).toEqual({});
  expect(rewards.map((of) => Array.from(of))).toEqual(drawn.map((of) => Array.from(of)));
  expect(step.values).toEqual(Array.from(values));
  expect(step.logPotentials).toEqual(Array.from(logPotentials));
  expect(step.logFactors).toEqual(logFactors && Array.from(logFactors));
  expect(step.logPaid).toEqual(logPaid && Array.from(logPaid));
  expect(step.interventions).toEqual(interventions);
  expect(step.logWeights).toEqual(Array.from(logWeights));
  expect(step.weights).toEqual(Array.from(weights));
  expect(step.ancestors).toEqual(Array.from(ancestors));
  groups.forEach(({ key, strength, ess, resampled, logZ, floor, infeasible, ...others }, g) => {
    expect(others satisfies Record<string, never>).toEqual({});
    expect(document.header.groups[g]!.key).toBe(key);
    expect(step.groups[g]).toMatchObject({ strength, ess, resampled, logZ, floor });
    expect(step.groups[g]!.logZ === -Infinity).toBe(infeasible);
  });
  expect(step.samples).toHaveLength(samples.length);
  if (document.header.modality === "text") expect(tokens).toHaveLength(samples.length);
  else expect(await Promise.all(step.samples.map((sample) => sizeOf(document, sample)))).not.toContain(0);
}

async function sizeOf(document: RunDocument, sample: object): Promise<number> {
  return "picture" in sample && sample.picture !== undefined
    ? (await document.picture(sample.picture as [number, number, number])).length
    : 0;
}

describe("a rebuilt cloud", () => {
  it.each([
    ["of two prompts", { otherPrompts: [" a fox"] }],
    ["to a power", { composition: { kind: "power", exponent: 1.5, draw: "target" } }],
    ["among candidates", { candidates: 3 }],
  ] as const)("goes on to what the run became, from every scored step (texts %s)", async (_, request) => {
    const { specification, records, process, reward } = await toyRun(path, toyTexts, request);
    await using document = await openRunDocument(path);
    const last = records.at(-1)!;
    for (let index = 0; index < document.stepCount - 1; index += 1) {
      const { cloud } = await rebuiltStep(document, index, (bytes) => process.revive(bytes));
      let reached: StepRecord<object, unknown> | undefined;
      for await (const record of steer(process, reward, steeringPolicy(specification, "text"), {
        groups: promptGroups(specification),
        random: createRandomStreams(specification.seed),
        signal: new AbortController().signal,
        start: cloud!,
      })) {
        reached = record;
      }
      expect(comparable(reached!.cloud)).toStrictEqual(comparable(last.cloud));
      expect(reached!.scoring!.logWeights).toStrictEqual(last.scoring!.logWeights);
    }
  });

  it("is on the disk before anybody has selected, and goes on by what was then selected, votes included", async () => {
    const { specification, process, reward } = await toyRun(path, toyTexts);
    await using file = await openRunFile(join(folder, "paused.fkrun"));
    await file.write(runHeader(specification, toyTexts, []));
    await using document = await openRunDocument(file.path);
    const revive = (bytes: Uint8Array): object => process.revive(bytes);
    let index = 0;
    const iteration = 0;
    const { steps } = specification;
    for await (const { step, cloud, scoring } of steer(process, reward, steeringPolicy(specification, "text"), {
      groups: promptGroups(specification),
      random: createRandomStreams(specification.seed),
      signal: new AbortController().signal,
      intervene: async (weighing) => {
        const particles = weighing.samples.map(([sample], n) => viewOf(sample!, n));
        const kept = { iteration, steps, weighed: weighing.cloud, scoring: weighing, floors: weighing.floors };
        const more = { particles, partsOf: () => [], process, between: undefined, forwardPasses: 0 };
        await file.write(await weighedLine(file, { ...kept, ...more }));
        await document.refresh();
        expect((await document.step(index)).isSelected).toBe(false);
        const { weighed, cloud: none } = await rebuiltStep(document, index, revive);
        expect(none).toBeUndefined();
        expect(comparable(weighed)).toStrictEqual(comparable(weighing.cloud));
        return Float64Array.from(weighing.values, (_, n) => (n === 1 ? -Infinity : n / 4));
      },
    })) {
      if (scoring === undefined) continue;
      await file.write(selectionLine({ iteration, step, scoring, diagnosed: [{ survivors: 1 }] }));
      await document.refresh();
      expect((await document.step(index)).interventions?.[1]).toBe(-Infinity);
      expect(comparable((await rebuiltStep(document, index, revive)).cloud!)).toStrictEqual(comparable(cloud));
      index += 1;
    }
    expect(index).toBe(4);
  });

  it("is refused, by its step, where its states were not kept, and had for the newest step whatever the limit", async () => {
    const { records, process } = await toyRun(path, toyImages, { strength: 20 }, { stateLimit: 1 });
    await using document = await openRunDocument(path);
    const revive = (bytes: Uint8Array): object => process.revive(bytes);
    await expect(rebuiltStep(document, 0, revive)).rejects.toThrow(/does not hold the particles of step 2:/u);
    const { weighed } = await rebuiltStep(document, document.stepCount - 1, revive);
    expect(comparable(weighed)).toStrictEqual(comparable(records.at(-1)!.weighed!));
  });

  it("has the path that each refinement follows, whole", async () => {
    const { records, process, specification } = await toyRun(path, toyTexts, { refine: { iterations: 2 } });
    await using document = await openRunDocument(path);
    const revive = (bytes: Uint8Array): object => process.revive(bytes);
    // The last one is for whoever goes on after the end.
    for (const iteration of [1, 2, 3]) {
      const before = records.slice((iteration - 1) * 8, iteration * 8);
      const { particle } = (await document.reference(iteration))!;
      const own = await rebuiltReference(document, iteration, revive);
      expect(own).toHaveLength(specification.steps + 1);
      const paths = new PathStore([] as object[]);
      for (const record of before) paths.add(record);
      expect(own.slice(1)).toStrictEqual(paths.of(particle).slice(1));
    }
    await expect(rebuiltReference(document, 4, revive)).rejects.toMatchObject({ code: "run-file" });
  });
});

function viewOf(sample: AnySample, index: number): ParticleView {
  const figures = { index, group: 0, reward: 0, parts: [], weight: 0, ancestor: index };
  return { ...toyTexts.view(sample, false), ...figures };
}

describe("the tokens of a text", () => {
  it("say when each was written and how likely it was, and where it ends in the text", async () => {
    const { records } = await toyRun(path, toyTexts);
    await using document = await openRunDocument(path);
    const scored = records.filter(({ scoring }) => scoring !== undefined);
    for (const [index, { step, weighed }] of scored.entries()) {
      const recorded = await document.step(index);
      const { tokens } = await document.draws(recorded);
      tokens!.forEach(({ revealed, probabilities, ends, tokens: draws }, n) => {
        const { masked, layout } = weighed!.states[n] as { masked: Int32Array; layout: { places: Int32Array } };
        layout.places.forEach((place, i) => {
          const isMasked = masked.includes(place);
          expect(revealed[i]! > 0 && revealed[i]! <= step).toBe(!isMasked);
          expect(probabilities[i]! > 0 && probabilities[i]! <= 1).toBe(!isMasked);
        });
        expect(draws.map(({ length }) => length)).toEqual(draws.map(() => layout.places.length));
        const sample = recorded.samples[n]!;
        expect([...ends]).toEqual([...ends].toSorted((a, b) => a - b));
        expect(ends.at(-1)).toBe(sample.modality === "text" ? sample.generated.length : -1);
      });
    }
  });
});
