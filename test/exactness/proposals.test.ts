/** Each way of revealing text: the real process has exactly the law of its kernel, and is steered without bias for it. */
import { describe, expect, it } from "vitest";
import { ancestral } from "../../src/diffusion/proposals/ancestral.ts";
import { blocks } from "../../src/diffusion/proposals/blocks.ts";
import { confidenceOrdered } from "../../src/diffusion/proposals/confidenceOrdered.ts";
import { firstHitting } from "../../src/diffusion/proposals/firstHitting.ts";
import type { TextProposal } from "../../src/diffusion/proposals/proposal.ts";
import type { TextState } from "../../src/diffusion/textState.ts";
import { remasking } from "../../src/diffusion/proposals/remasking.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { steer } from "../../src/steering/steer.ts";
import { chiSquareZ } from "./chiSquare.ts";
import { digit, guessLaw, places, stateCount, transitionLaw, vocabulary, withDigit } from "./enumerableChain.ts";
import { defaultPolicy, signal, zScores } from "./estimates.ts";
import {
  independently,
  lawOf,
  maskedChain,
  maskedPlaces,
  onTokens,
  rewards,
  sharpened,
  stateOf,
  table,
  textReward,
  type Kernel,
  type Law,
} from "./maskedChain.ts";
import { statisticsOf } from "./target.ts";
import { worst } from "./zScore.ts";

const tokens = Array.from({ length: vocabulary }, (_, i) => i + 1);
const written = (state: number, place: number, temperature = 1): [number, number][] =>
  sharpened(table[state]![place]!, temperature).map((p, i) => [tokens[i]!, p]);

const ancestralKernel: Kernel = (state, step, steps) =>
  new Map(transitionLaw(table, state, 1 / (steps - step)).map((p, to) => [to, p] as const));

/** An even share of the places, each set of that size as likely as any other. */
const firstHittingKernel: Kernel = (state, step, steps) => {
  const masked = maskedPlaces(state);
  const count = Math.round((places * (step + 1)) / steps) - (places - masked.length);
  const sets = subsets(masked, Math.max(0, count));
  const law: Law = new Map();
  for (const set of sets) {
    const part = independently(state, (place) =>
      set.includes(place) ? written(state, place) : [[digit(state, place), 1]],
    );
    for (const [to, p] of part) law.set(to, (law.get(to) ?? 0) + p / sets.length);
  }
  return law;
};

const remaskingKernel =
  (sigmaOf: (most: number) => number): Kernel =>
  (state, step, steps) => {
    const [now, next] = [step / steps, (step + 1) / steps];
    const sigma = sigmaOf(now === 0 ? 1 : Math.min(1, (1 - next) / now));
    const reveal = (next - (1 - sigma) * now) / (1 - now);
    return independently(state, (place) =>
      digit(state, place) === 0
        ? [[0, 1 - reveal], ...written(state, place).map(([token, p]): [number, number] => [token, p * reveal])]
        : [
            [0, sigma],
            [digit(state, place), 1 - sigma],
          ],
    );
  };

/** Candidates for all masked places; the surest are written, in an order by confidence^(1/τ) drawn one after the other. */
const confidenceKernel =
  (order: number, temperature = 1): Kernel =>
  (state, step, steps) => {
    const masked = maskedPlaces(state);
    const count = Math.max(0, Math.round((places * (step + 1)) / steps) - (places - masked.length));
    const law: Law = new Map();
    const candidates = independently(state, (place) =>
      masked.includes(place) ? written(state, place, temperature) : [[digit(state, place), 1]],
    );
    for (const [full, mass] of candidates) {
      const sureness = (place: number): number =>
        sharpened(table[state]![place]!, temperature)[digit(full, place) - 1]!;
      for (const [chosen, p] of orders(masked, count, sureness, order)) {
        const to = chosen.reduce((reached, place) => withDigit(reached, place, digit(full, place)), state);
        law.set(to, (law.get(to) ?? 0) + mass * p);
      }
    }
    return law;
  };

/** First the place 0 and 1, then 2: two blocks of two places, each in half of the steps. */
const blockKernel: Kernel = (state, step, steps) => {
  const half = steps / 2;
  const [block, at] = step < half ? [[0, 1], step] : [[2], step - half];
  const reveal = 1 / (half - at);
  return independently(state, (place) =>
    block.includes(place) && digit(state, place) === 0
      ? [[0, 1 - reveal], ...written(state, place).map(([token, p]): [number, number] => [token, p * reveal])]
      : [[digit(state, place), 1]],
  );
};

function subsets(items: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

function orders(
  items: readonly number[],
  count: number,
  sureness: (item: number) => number,
  order: number,
): [number[], number][] {
  if (count === 0) return [[[], 1]];
  if (order === 0) return [[items.toSorted((a, b) => sureness(b) - sureness(a)).slice(0, count), 1]];
  const total = items.reduce((sum, item) => sum + sureness(item) ** (1 / order), 0);
  return items.flatMap((item) =>
    orders(
      items.filter((other) => other !== item),
      count - 1,
      sureness,
      order,
    ).map(([rest, p]): [number[], number] => [[item, ...rest], (p * sureness(item) ** (1 / order)) / total]),
  );
}

interface Case {
  readonly name: string;
  readonly proposal: TextProposal;
  readonly kernel: Kernel;
  readonly steps: number;
  readonly temperature?: number;
}

const cases: readonly Case[] = [
  { name: "ancestral", proposal: ancestral(), kernel: ancestralKernel, steps: 4 },
  { name: "first-hitting, a step a place", proposal: firstHitting(), kernel: firstHittingKernel, steps: 3 },
  { name: "first-hitting, fewer steps than places", proposal: firstHitting(), kernel: firstHittingKernel, steps: 2 },
  { name: "first-hitting, more steps than places", proposal: firstHitting(), kernel: firstHittingKernel, steps: 5 },
  {
    name: "remasking, cap",
    proposal: remasking({ cap: 0.3 }),
    kernel: remaskingKernel((most) => Math.min(0.3, most)),
    steps: 5,
  },
  {
    name: "remasking, rescale",
    proposal: remasking({ rescale: 0.6 }),
    kernel: remaskingKernel((most) => 0.6 * most),
    steps: 5,
  },
  { name: "remasking of nothing", proposal: remasking({ cap: 0 }), kernel: ancestralKernel, steps: 4 },
  { name: "confidence-ordered", proposal: confidenceOrdered(), kernel: confidenceKernel(0), steps: 3 },
  {
    name: "confidence-ordered with noise, at temperature 0.7",
    proposal: confidenceOrdered({ orderTemperature: 0.5 }),
    kernel: confidenceKernel(0.5, 0.7),
    steps: 3,
    temperature: 0.7,
  },
  { name: "blocks", proposal: blocks(2), kernel: blockKernel, steps: 4 },
];

describe.each(cases)("$name", ({ proposal, kernel, steps, temperature = 1 }) => {
  const law = lawOf(kernel, steps);
  const process = maskedChain(steps, temperature, proposal);

  it("has the law of its kernel", async () => {
    expect(law.reduce((sum, p, state) => (maskedPlaces(state).length === 0 ? sum + p : sum), 0)).toBeCloseTo(1, 9);
    const counts = Array.from({ length: stateCount }, () => 0);
    const policy = { ...defaultPolicy, strength: 0, schedule: { kind: "steps", steps: [steps] } } as const;
    const options = { groups: [{ key: "g", particles: 6000 }], random: createRandomStreams(2), signal };
    for await (const { step, cloud } of steer(process, textReward, policy, options)) {
      if (step < steps) continue;
      for (const state of cloud.states) counts[stateOf(state.tokens)]! += 1;
    }
    expect(chiSquareZ(counts, law)).toBeLessThan(4);
  });

  it("is steered without bias", async () => {
    const policy = { ...defaultPolicy, strength: 1 };
    const statistics = onTokens(statisticsOf(law, rewards, policy.strength));
    const scores = await zScores(process, textReward, policy, statistics, { particles: 8, runs: 250 });
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });
});

describe("x̂₀", () => {
  it("is drawn place by place from the denoiser, known places copied", async () => {
    const process = maskedChain(3, 1, ancestral());
    const random = createRandomStreams(8);
    // The middle place is known to be token 2.
    const known = process.revive(process.encode(withMiddle(process.initial([{ group: "g", index: 0 }], random)[0]!)));
    const [prediction] = await process.predict([known], 1, signal);
    const view = { slot: { group: "g", index: 0 }, state: known, prediction: prediction! };
    const [samples] = await process.decode([view], 1, 8000, random, signal);
    const counts = Array.from({ length: stateCount }, () => 0);
    for (const { text } of samples!) counts[stateOf(Int32Array.from(text, (letter) => " abc".indexOf(letter)))]! += 1;
    expect(chiSquareZ(counts, guessLaw(table, withDigit(0, 1, 2)))).toBeLessThan(4);
  });
});

const withMiddle = (state: TextState): TextState => ({ ...state, tokens: state.tokens.with(1, 2) });

describe("the laws", () => {
  it("differ, so that a mix-up would show", () => {
    const distance = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, p, i) => sum + Math.abs(p - b[i]!), 0) / 2;
    const laws = cases
      .filter(({ name }) => name !== "remasking of nothing")
      .map(({ kernel, steps }) => lawOf(kernel, steps));
    laws.forEach((law, i) => {
      for (const other of laws.slice(i + 1)) {
        // With more steps than places, first-hitting only waits: its law stays the same.
        if (law === laws[1] && other === laws[3]) expect(distance(law, other)).toBeLessThan(1e-12);
        else expect(distance(law, other)).toBeGreaterThan(0.005);
      }
    });
  });
});
