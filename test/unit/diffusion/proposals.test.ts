import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedText } from "../../../src/diffusion/maskedText.ts";
import { ancestral } from "../../../src/diffusion/proposals/ancestral.ts";
import { blocks, blockScope } from "../../../src/diffusion/proposals/blocks.ts";
import { confidenceOrdered } from "../../../src/diffusion/proposals/confidenceOrdered.ts";
import { firstHitting } from "../../../src/diffusion/proposals/firstHitting.ts";
import type { TextProposal } from "../../../src/diffusion/proposals/proposal.ts";
import { dilated, dilatedScope } from "../../../src/diffusion/proposals/dilated.ts";
import { klass } from "../../../src/diffusion/proposals/klass.ts";
import { confidenceFactor, confidenceThreshold, entropyBounded } from "../../../src/diffusion/proposals/parallel.ts";
import { pathPlanning } from "../../../src/diffusion/proposals/pathPlanning.ts";
import { remasking } from "../../../src/diffusion/proposals/remasking.ts";
import type { TextState } from "../../../src/diffusion/textState.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { signal } from "../steering/ledger.ts";
import { denoiserOf, maskId, wordCodec } from "./letterCodec.ts";

const condition = { prompt: "Once", prefix: "Once upon", suffix: " end." };

/** States of some particles at every step. */
async function statesOf(proposal: TextProposal, { steps = 8, temperature = 1, particles = 5, maxLength = 16 } = {}) {
  const process = maskedText({
    codec: wordCodec(),
    denoiser: denoiserOf(maxLength),
    steps,
    temperature,
    endFill: true,
    condition,
    proposal,
  });
  const random = createRandomStreams(3);
  const slots = Array.from({ length: particles }, (_, index) => ({ group: "g", index }));
  const all: TextState[][] = [process.initial(slots, random)];
  for (let step = 0; step < steps; step += 1) {
    const states = all.at(-1)!;
    const predictions = await process.predict(states, step, signal);
    const views = slots.map((slot, n) => ({ slot, state: states[n]!, prediction: predictions[n]! }));
    all.push([...(await process.transition(views, step, random, signal)).states]);
  }
  return { all, process };
}

const every: readonly [string, () => TextProposal][] = [
  ["ancestral", () => ancestral()],
  ["first-hitting", () => firstHitting()],
  ["remasking by cap", () => remasking({ cap: 0.4 })],
  ["remasking by rescale", () => remasking({ rescale: 0.9 })],
  ["confidence-ordered", () => confidenceOrdered({ orderTemperature: 0.3 })],
  ["confidence threshold", () => confidenceThreshold(0.3)],
  ["factor rule", () => confidenceFactor(2)],
  ["entropy-bounded", () => entropyBounded(2)],
  ["KLASS", () => klass({ threshold: 0.2, divergence: 0.5 })],
  ["path planning", () => pathPlanning(1)],
  ["dilated groups", () => dilated(4)],
  ["dilated groups with a threshold inside", () => dilated(8, confidenceThreshold(0.5))],
  ["blocks", () => blocks(3)],
  ["blocks with remasking inside", () => blocks(4, remasking({ cap: 0.5 }))],
];

describe.each(every)("%s", (_, make) => {
  it.each([1, 3, 8, 40])("writes everything in %d steps and touches nothing else", async (steps) => {
    const { all } = await statesOf(make(), { steps });
    for (const states of all) {
      for (const { tokens, layout, masked } of states) {
        const inside = new Set(layout.places);
        tokens.forEach((token, place) => expect(inside.has(place) || token === layout.template[place]).toBe(true));
        expect([...masked]).toStrictEqual([...layout.places].filter((place) => tokens[place] === maskId));
      }
    }
    expect(all.at(-1)!.every(({ masked }) => masked.length === 0)).toBe(true);
  });

  it("lets copies of a particle part", async () => {
    const { all, process } = await statesOf(make());
    expect(process.deterministic).toBe(false);
    expect(new Set(all.at(-1)!.map(({ tokens }) => tokens.join(" "))).size).toBeGreaterThan(1);
  });
});

describe("remasking", () => {
  it("masks written places again, and ancestral sampling never does", async () => {
    const remasked = async (proposal: TextProposal): Promise<boolean> => {
      const { all } = await statesOf(proposal, { steps: 20 });
      return all
        .slice(1)
        .some((states, step) =>
          states.some(({ masked }, n) => [...masked].some((place) => !all[step]![n]!.masked.includes(place))),
        );
    };
    expect(await remasked(remasking({ cap: 0.3 }))).toBe(true);
    expect(await remasked(ancestral())).toBe(false);
  });

  it.each([{ cap: -0.1 }, { cap: 1.1 }, { rescale: Number.NaN }])("refuses %j", (options) => {
    expect(() => remasking(options)).toThrow(expect.objectContaining({ code: "steering-invalid" }));
  });
});

describe("confidence-ordered reveal", () => {
  it("writes an even share of the places at every step", async () => {
    const { all } = await statesOf(confidenceOrdered(), { steps: 4 });
    const places = all[0]![0]!.layout.places.length;
    all.forEach((states, step) => {
      for (const { masked } of states) expect(masked).toHaveLength(places - Math.round((places * step) / 4));
    });
  });

  it("writes the surest place first, also at temperature 0, where it says that it is deterministic", async () => {
    // Sureness rises with the place.
    const process = maskedText({
      codec: wordCodec(),
      denoiser: denoiserOf(16, (_, place, token) => (token === 4 ? place : 0)),
      steps: 20,
      temperature: 0,
      endFill: true,
      condition,
      proposal: confidenceOrdered(),
    });
    expect(process.deterministic).toBe(true);
    const random = createRandomStreams(1);
    const slot = { group: "g", index: 0 };
    let [state] = process.initial([slot], random);
    const order: number[] = [];
    for (let step = 0; step < 20; step += 1) {
      const [prediction] = await process.predict([state!], step, signal);
      const views = [{ slot, state: state!, prediction: prediction! }];
      const [next] = (await process.transition(views, step, random, signal)).states;
      order.push(...state!.masked.filter((place) => !next!.masked.includes(place)));
      state = next;
    }
    expect(order).toStrictEqual([...state!.layout.places].toReversed());
  });

  it("is deterministic only where neither tokens nor order are drawn", () => {
    expect(confidenceOrdered().isDeterministic(0)).toBe(true);
    expect(confidenceOrdered().isDeterministic(0.5)).toBe(false);
    expect(confidenceOrdered({ orderTemperature: 0.5 }).isDeterministic(0)).toBe(false);
    expect(blocks(2, confidenceOrdered()).isDeterministic(0)).toBe(true);
    for (const proposal of [ancestral(), firstHitting(), remasking({ cap: 0.1 })])
      expect(proposal.isDeterministic(0)).toBe(false);
  });

  it("refuses a negative order temperature", () => {
    expect(() => confidenceOrdered({ orderTemperature: -1 })).toThrow(
      expect.objectContaining({ code: "steering-invalid" }),
    );
  });
});

describe("decoders that write several places at once", () => {
  it("write all that they are sure enough of in the first step, and at least one place a step where they are sure of none", async () => {
    const sure = await statesOf(confidenceThreshold(0), { steps: 8 });
    expect(sure.all[1]!.every(({ masked }) => masked.length === 0)).toBe(true);
    const unsure = await statesOf(confidenceThreshold(1), { steps: 40 });
    const counts = unsure.all.map(([state]) => state!.masked.length);
    counts.slice(1).forEach((count, step) => expect(count).toBe(Math.max(0, counts[step]! - 1)));
  });

  it("keep what KLASS remembers with the state: wherever it is copied to, and through bytes, it goes on as it would have", async () => {
    const steady = klass({ threshold: 0.1, divergence: 0.5 });
    const { all, process } = await statesOf(steady, { steps: 20 });
    const random = createRandomStreams(5);
    const next = async (of: TextState): Promise<TextState> => {
      const [prediction] = await process.predict([of], 3, signal);
      const views = [{ slot: { group: "g", index: 0 }, state: of, prediction: prediction! }];
      return (await process.transition(views, 3, random, signal)).states[0]!;
    };
    let told = 0;
    for (const state of all[3]!) {
      const revived = process.revive(process.encode(state));
      expect(revived).toStrictEqual(state);
      expect(await next(revived)).toStrictEqual(await next(state));
      const { history: _, ...forgetful } = state;
      if ((await next(forgetful)).masked.length > (await next(state)).masked.length) told += 1;
      expect(() => process.revive(process.encode(state).subarray(0, -1))).toThrow(/does not fit this run/u);
    }
    // Without it nothing is steady yet.
    expect(told).toBeGreaterThan(0);
  });

  it("refuse what makes no sense", () => {
    for (const make of [
      () => confidenceThreshold(1.1),
      () => confidenceFactor(0),
      () => entropyBounded(-1),
      () => klass({ threshold: 0.5, divergence: 0 }),
      () => pathPlanning(-1),
      () => dilated(0),
    ])
      expect(make).toThrow(expect.objectContaining({ code: "steering-invalid" }));
  });

  it("are refused by a target that is reached by weights, but for dilated groups", () => {
    const options = {
      codec: wordCodec(),
      denoiser: denoiserOf(16),
      steps: 4,
      temperature: 1,
      endFill: true,
      condition,
      composition: { exponent: 2, others: [], draw: "target" as const },
    };
    for (const proposal of [confidenceThreshold(0.9), klass({ threshold: 0.9, divergence: 0.01 }), pathPlanning(1)])
      expect(() => maskedText({ ...options, proposal })).toThrow(/chooses the places by what is written/u);
    expect(() => maskedText({ ...options, proposal: dilated(4) })).not.toThrow();
  });
});

describe("dilated groups", () => {
  it.each([
    [
      10,
      4,
      3,
      [
        [0, 4, 8],
        [2, 6],
        [1, 3, 5, 7, 9],
      ],
    ],
    [
      10,
      4,
      2,
      [
        [0, 2, 4, 6, 8],
        [1, 3, 5, 7, 9],
      ],
    ],
    [
      5,
      1,
      2,
      [
        [0, 1, 2, 3, 4],
        [0, 1, 2, 3, 4],
      ],
    ],
    [4, 100, 3, [[0], [2], [1, 3]]],
  ])("of %i places with a stride of %i in %i steps", (count, stride, steps, groups) => {
    const places = Int32Array.from({ length: count }, (_, i) => i);
    const scopes = groups.map((__, step) => dilatedScope({ places, step, steps }, stride));
    expect(scopes.map((scope) => [...scope.places])).toEqual(groups);
  });
});

describe("blocks", () => {
  it("are written from left to right: nothing in a block before the ones before it are done", async () => {
    const { all } = await statesOf(blocks(3), { steps: 12 });
    const [{ layout }] = all[0] as [TextState];
    for (const states of all) {
      for (const { masked } of states) {
        const firstMasked = masked.length === 0 ? Infinity : Math.floor((masked[0]! - layout.places[0]!) / 3);
        const behind = [...layout.places].filter((_, i) => Math.floor(i / 3) > firstMasked);
        for (const place of behind) expect(masked).toContain(place);
      }
    }
  });

  it("share out all places and all steps, each block at least one step", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 12 }),
        (count, steps, size) => {
          const places = Int32Array.from({ length: count }, (_, i) => i + 5);
          const seen: number[] = [];
          let expected = { step: 0, steps: 0 };
          for (let step = 0; step < steps; step += 1) {
            const scope = blockScope({ places, step, steps }, size);
            if (expected.step === expected.steps) {
              seen.push(...scope.places);
              expected = { step: 0, steps: scope.steps };
            }
            expect(scope).toMatchObject(expected);
            expected = { ...expected, step: expected.step + 1 };
          }
          expect(expected.step).toBe(expected.steps);
          expect(seen).toStrictEqual([...places]);
        },
      ),
    );
  });

  it.each([0, 1.5, -1])("refuse the size %d", (size) => {
    expect(() => blocks(size)).toThrow(expect.objectContaining({ code: "steering-invalid" }));
  });
});

describe("what a transition looks at, asked for beforehand", () => {
  const slots = Array.from({ length: 5 }, (_, index) => ({ group: "g", index }));
  /** Particles are looked at every fourth step. */
  const untilOf = (step: number): number => 4 * (Math.floor(step / 4) + 1);

  it.each(every)("leads where the whole prediction leads (%s)", async (_, make) => {
    const { all, process } = await statesOf(make());
    const random = createRandomStreams(3);
    for (const [step, states] of all.slice(0, -1).entries()) {
      const unseen = slots.map((slot, n) => ({ slot, state: states[n]! }));
      const parts = await process.predictMove!(unseen, step, untilOf(step), random, signal);
      const whole = await process.predict(states, step, signal);
      const views = unseen.map((view, n) => ({ ...view, prediction: parts[n] ?? whole[n]! }));
      expect((await process.transition(views, step, random, signal)).states).toStrictEqual(all[step + 1]);
    }
  });

  it.each([
    ["ancestral", ancestral()],
    ["first-hitting", firstHitting()],
    ["blocks", blocks(3)],
  ])("is what the transition writes, and nothing where it writes nothing (%s)", async (_, proposal) => {
    const asked: number[] = [];
    const network = denoiserOf(16);
    const steps = 30;
    const process = maskedText({
      codec: wordCodec(),
      denoiser: {
        ...network,
        logits: (tokens, places, abort) => {
          asked.push(...places.map(({ length }) => length));
          return network.logits(tokens, places, abort);
        },
      },
      steps,
      temperature: 1,
      endFill: true,
      condition,
      proposal,
    });
    const random = createRandomStreams(3);
    let states = process.initial(slots, random);
    // All begin as one state, which is asked about whole.
    const begin = slots.map((slot, n) => ({ slot, state: states[n]! }));
    expect(await process.predictMove!(begin, 0, 1, random, signal)).toStrictEqual(slots.map(() => undefined));
    expect(asked).toHaveLength(0);
    states = states.map((state) => ({ ...state }));
    const written: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      const unseen = slots.map((slot, n) => ({ slot, state: states[n]! }));
      const parts = await process.predictMove!(unseen, step, step + 1, random, signal);
      const views = unseen.map((view, n) => ({ ...view, prediction: parts[n]! }));
      const next = [...(await process.transition(views, step, random, signal)).states];
      written.push(
        ...next.map((state, n) => states[n]!.masked.length - state.masked.length).filter((count) => count > 0),
      );
      states = next;
    }
    expect(states.every(({ masked }) => masked.length === 0)).toBe(true);
    expect(asked).toStrictEqual(written);
  });
});
