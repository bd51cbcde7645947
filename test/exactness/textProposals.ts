/** Each way of revealing text, and its kernel written out: every state that a transition can lead to, with its probability. */
import { ancestral } from "../../src/diffusion/proposals/ancestral.ts";
import { blocks } from "../../src/diffusion/proposals/blocks.ts";
import { confidenceOrdered } from "../../src/diffusion/proposals/confidenceOrdered.ts";
import { firstHitting } from "../../src/diffusion/proposals/firstHitting.ts";
import type { TextProposal } from "../../src/diffusion/proposals/proposal.ts";
import { remasking } from "../../src/diffusion/proposals/remasking.ts";
import { digit, places, transitionLaw, vocabulary, withDigit } from "./enumerableChain.ts";
import { defaultPolicy } from "./estimates.ts";
import { independently, maskedPlaces, sharpened, table, type Kernel, type Law } from "./maskedChain.ts";

const tokens = Array.from({ length: vocabulary }, (_, i) => i + 1);
/** What a place is written with: the mass of each token, not always a distribution. */
export type WrittenLaw = (state: number, place: number, temperature: number) => readonly number[];
const modelLaw: WrittenLaw = (state, place, temperature) => sharpened(table[state]![place]!, temperature);
type Written = (state: number, place: number, temperature?: number) => [number, number][];
const writtenBy =
  (law: WrittenLaw): Written =>
  (state, place, temperature = 1) =>
    law(state, place, temperature).map((p, i) => [tokens[i]!, p]);
const written = writtenBy(modelLaw);

const ancestralKernel: Kernel = (state, step, steps) =>
  new Map(transitionLaw(table, state, 1 / (steps - step)).map((p, to) => [to, p] as const));

/** The kernel of a rule whose order does not depend on content, with another law of what is written. */
export function kernelOf(rule: "ancestral" | "first-hitting" | "blocks", law: WrittenLaw, temperature: number): Kernel {
  const by: Written = (state, place) => writtenBy(law)(state, place, temperature);
  if (rule === "first-hitting") return firstHittingBy(by);
  return revealedAtRandom(by, rule === "blocks" ? inBlocks : allPlaces);
}

/** An even share of the places, each set of that size as likely as any other. */
const firstHittingBy =
  (by: Written): Kernel =>
  (state, step, steps) => {
    const masked = maskedPlaces(state);
    const count = Math.round((places * (step + 1)) / steps) - (places - masked.length);
    const sets = subsets(masked, Math.max(0, count));
    const law: Law = new Map();
    for (const set of sets) {
      const part = independently(state, (place) =>
        set.includes(place) ? by(state, place) : [[digit(state, place), 1]],
      );
      for (const [to, p] of part) law.set(to, (law.get(to) ?? 0) + p / sets.length);
    }
    return law;
  };

const firstHittingKernel = firstHittingBy(written);

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

/** The places whose turn it is, and their own steps. */
type Turn = (step: number, steps: number) => readonly [turn: readonly number[], step: number, steps: number];

const allPlaces: Turn = (step, steps) => [Array.from({ length: places }, (_, place) => place), step, steps];

/** First the places 0 and 1, then 2: two blocks of at most two places, each in half of the steps. */
const inBlocks: Turn = (step, steps) => {
  const half = steps / 2;
  return step < half ? [[0, 1], step, half] : [[2], step - half, half];
};

/** Candidates for all masked places; the surest are written, in an order by confidence^(1/τ) drawn one after the other. */
const confidenceKernel =
  (order: number, temperature = 1, turnOf = allPlaces, confidenceAt = temperature): Kernel =>
  (state, wholeStep, wholeSteps) => {
    const [turn, step, steps] = turnOf(wholeStep, wholeSteps);
    const masked = maskedPlaces(state).filter((place) => turn.includes(place));
    const count = Math.max(0, Math.round((turn.length * (step + 1)) / steps) - (turn.length - masked.length));
    const law: Law = new Map();
    const candidates = independently(state, (place) =>
      masked.includes(place) ? written(state, place, temperature) : [[digit(state, place), 1]],
    );
    for (const [full, mass] of candidates) {
      const sureness = (place: number): number =>
        sharpened(table[state]![place]!, confidenceAt)[digit(full, place) - 1]!;
      for (const [chosen, p] of orders(masked, count, sureness, order)) {
        const to = chosen.reduce((reached, place) => withDigit(reached, place, digit(full, place)), state);
        law.set(to, (law.get(to) ?? 0) + mass * p);
      }
    }
    return law;
  };

/** Each masked place whose turn it is with the probability that is due. */
function revealedAtRandom(by: Written, turnOf: Turn): Kernel {
  return (state, wholeStep, wholeSteps) => {
    const [turn, step, steps] = turnOf(wholeStep, wholeSteps);
    const reveal = 1 / (steps - step);
    return independently(state, (place) =>
      turn.includes(place) && digit(state, place) === 0
        ? [[0, 1 - reveal], ...by(state, place).map(([token, p]): [number, number] => [token, p * reveal])]
        : [[digit(state, place), 1]],
    );
  };
}

const blockKernel = revealedAtRandom(written, inBlocks);

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

/** Resamples at most steps, so that the proposals move copies. */
export const proposalPolicy = { ...defaultPolicy, strength: 1.5, essThreshold: 0.95 };

export interface ProposalCase {
  readonly name: string;
  readonly proposal: TextProposal;
  readonly kernel: Kernel;
  readonly steps: number;
  readonly temperature?: number;
}

export const proposalCases: readonly ProposalCase[] = [
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
  {
    name: "blocks of confidence-ordered reveal",
    proposal: blocks(2, confidenceOrdered({ orderTemperature: 0.5 })),
    kernel: confidenceKernel(0.5, 1, inBlocks),
    steps: 4,
  },
  {
    name: "confidence-ordered by LLaDA's rule, at temperature 0.5",
    proposal: confidenceOrdered({ orderTemperature: 0.5, rule: "llada" }),
    kernel: confidenceKernel(0.5, 0.5, allPlaces, 1),
    steps: 3,
    temperature: 0.5,
  },
];
