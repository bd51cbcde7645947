/** Each way of revealing text, and its kernel written out: every state that a transition can lead to, with its probability. */
import { ancestral } from "../../src/diffusion/proposals/ancestral.ts";
import { blocks } from "../../src/diffusion/proposals/blocks.ts";
import { confidenceOrdered } from "../../src/diffusion/proposals/confidenceOrdered.ts";
import { firstHitting } from "../../src/diffusion/proposals/firstHitting.ts";
import type { TextProposal } from "../../src/diffusion/proposals/proposal.ts";
import { dilated } from "../../src/diffusion/proposals/dilated.ts";
import { klass } from "../../src/diffusion/proposals/klass.ts";
import { confidenceFactor, confidenceThreshold, entropyBounded } from "../../src/diffusion/proposals/parallel.ts";
import { pathPlanning } from "../../src/diffusion/proposals/pathPlanning.ts";
import { remasking } from "../../src/diffusion/proposals/remasking.ts";
import { digit, places, stateCount, transitionLaw, vocabulary, withDigit } from "./enumerableChain.ts";
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
export function kernelOf(
  rule: "ancestral" | "first-hitting" | "blocks" | "dilated",
  law: WrittenLaw,
  temperature: number,
): Kernel {
  const by: Written = (state, place) => writtenBy(law)(state, place, temperature);
  if (rule === "first-hitting") return firstHittingBy(by);
  return revealedAtRandom(by, { blocks: inBlocks, dilated: inGroups, ancestral: allPlaces }[rule]);
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

/** With a stride of 2: first the places 0 and 2, then 1, each group in half of the steps. */
const inGroups: Turn = (step, steps) => {
  const half = steps / 2;
  return step < half ? [[0, 2], step, half] : [[1], step - half, half];
};

interface Candidate {
  readonly state: number;
  readonly place: number;
  readonly token: number;
  /** The model's own probability of the token, and the entropy of what it was drawn from. */
  readonly confidence: number;
  readonly entropy: number;
}

/** The law of what follows when a token has been drawn for every masked place. */
function withCandidates(state: number, temperature: number, next: (candidates: readonly Candidate[]) => number): Law {
  const masked = maskedPlaces(state);
  const law: Law = new Map();
  const drawn = independently(state, (place) =>
    masked.includes(place) ? written(state, place, temperature) : [[digit(state, place), 1]],
  );
  for (const [full, mass] of drawn) {
    const candidates = masked.map((place): Candidate => {
      const model = table[state]![place]!;
      const token = digit(full, place);
      const entropy = model.reduce((sum, p) => sum - p * Math.log(p), 0);
      return { state, place, token, confidence: model[token - 1]!, entropy };
    });
    const to = next(candidates);
    law.set(to, (law.get(to) ?? 0) + mass);
  }
  return law;
}

const writtenWith = (state: number, candidates: readonly Candidate[]): number =>
  candidates.reduce((reached, { place, token }) => withDigit(reached, place, token), state);

/** At least one, and what is due of three places. */
const due = (masked: number, step: number, steps: number): number =>
  Math.max(1, Math.round((places * (step + 1)) / steps) - (places - masked));

/** As many of the ranked as the rule says. */
const parallelKernel =
  (rank: (candidate: Candidate) => number, count: (ranked: readonly Candidate[]) => number, temperature = 1): Kernel =>
  (state, step, steps) =>
    withCandidates(state, temperature, (candidates) => {
      const ranked = candidates.toSorted((a, b) => rank(a) - rank(b));
      return writtenWith(state, ranked.slice(0, Math.max(due(ranked.length, step, steps), count(ranked))));
    });

const byConfidence = ({ confidence }: Candidate): number => -confidence;
/** The largest n that holds. */
const largest = (ranked: readonly Candidate[], holds: (n: number) => boolean): number =>
  Math.max(0, ...ranked.map((_, i) => i + 1).filter(holds));

/** A number of the chain's states with what else a rule remembers; of the last step the state alone. */
const remembering = (state: number, memory: readonly number[], isLast: boolean, base: number): number =>
  isLast ? state : memory.reduceRight((sum, one) => sum * base + one, 0) * stateCount + state;

/** Remembers the state before (0: none) and for how many steps each place has been steady. */
export const klassKernel =
  (threshold: number, bound: number, steadyFor: number, isReversed = false): Kernel =>
  (code, step, steps) => {
    const [state, rest] = [code % stateCount, Math.floor(code / stateCount)];
    const [before, ...steady] = [0, 1, 2, 3].map((i) => Math.floor(rest / 100 ** i) % 100) as [number, ...number[]];
    const now = steady.map((count, place) => {
      if (before === 0) return 0;
      const [present, then] = [table[state]![place]!, table[before - 1]![place]!];
      const [p, q] = isReversed ? [then, present] : [present, then];
      return p.reduce((sum, each, i) => sum + each * Math.log(each / q[i]!), 0) < bound ? count + 1 : 0;
    });
    return withCandidates(state, 1, (candidates) => {
      const isReady = ({ place, confidence }: Candidate): boolean =>
        confidence >= threshold && now[place]! >= steadyFor;
      const ranked = candidates.toSorted(
        (a, b) => Number(isReady(b)) - Number(isReady(a)) || b.confidence - a.confidence,
      );
      const count = Math.max(due(ranked.length, step, steps), ranked.filter(isReady).length);
      return remembering(writtenWith(state, ranked.slice(0, count)), [state + 1, ...now], step + 1 === steps, 100);
    });
  };

/** Remembers of each place the state in which it was written. */
export const planningKernel =
  (eta: number): Kernel =>
  (code, step, steps) => {
    const [state, rest] = [code % stateCount, Math.floor(code / stateCount)];
    const origins = [0, 1, 2].map((place) => Math.floor(rest / 100 ** place) % 100);
    const known = [0, 1, 2].filter((place) => digit(state, place) !== 0);
    const keep = Math.round((places * (step + 1)) / steps);
    return withCandidates(state, 1, (candidates) => {
      const all = [
        ...known.map((place) => {
          const token = digit(state, place);
          const score = eta * Math.log(table[origins[place]!]![place]![token - 1]!);
          return { place, token, score, origin: origins[place]! };
        }),
        ...candidates.map((one) => ({ ...one, score: Math.log(one.confidence), origin: state })),
      ];
      const kept = all.toSorted((a, b) => b.score - a.score).slice(0, keep);
      const to = kept.reduce((reached, { place, token }) => withDigit(reached, place, token), 0);
      const memory = [0, 1, 2].map((place) => kept.find((one) => one.place === place)?.origin ?? 0);
      return remembering(to, memory, step + 1 === steps, 100);
    });
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
  {
    name: "confidence threshold, at temperature 0.7",
    proposal: confidenceThreshold(0.6),
    kernel: parallelKernel(byConfidence, (ranked) => ranked.filter(({ confidence }) => confidence >= 0.6).length, 0.7),
    steps: 3,
    temperature: 0.7,
  },
  {
    name: "factor rule",
    proposal: confidenceFactor(1.3),
    kernel: parallelKernel(byConfidence, (ranked) =>
      largest(ranked, (n) => (n + 1) * (1 - ranked[n - 1]!.confidence) < 1.3),
    ),
    steps: 4,
  },
  {
    name: "entropy-bounded",
    proposal: entropyBounded(0.8),
    kernel: parallelKernel(
      ({ entropy }) => entropy,
      (ranked) =>
        largest(ranked, (n) => {
          const entropies = ranked.slice(0, n).map(({ entropy }) => entropy);
          return entropies.reduce((a, b) => a + b) - Math.max(...entropies) <= 0.8;
        }),
    ),
    steps: 3,
  },
  {
    name: "KLASS, steady for a step",
    proposal: klass({ threshold: 0.3, divergence: 0.5, steadyFor: 1 }),
    kernel: klassKernel(0.3, 0.5, 1),
    steps: 4,
  },
  { name: "P2, η = 1", proposal: pathPlanning(1), kernel: planningKernel(1), steps: 5 },
  { name: "P2, η = 2.5", proposal: pathPlanning(2.5), kernel: planningKernel(2.5), steps: 5 },
  { name: "dilated groups", proposal: dilated(2), kernel: revealedAtRandom(written, inGroups), steps: 4 },
];

/** Kernels with a mistake in them, which the real process is to be told from. */
export const mistaken = {
  threshold: parallelKernel(
    ({ state, place, token }) => -sharpened(table[state]![place]!, 0.7)[token - 1]!,
    (ranked) =>
      ranked.filter(({ state, place, token }) => sharpened(table[state]![place]!, 0.7)[token - 1]! >= 0.6).length,
    0.7,
  ),
  factor: parallelKernel(byConfidence, (ranked) => largest(ranked, (n) => n * (1 - ranked[n - 1]!.confidence) < 1.3)),
  entropies: parallelKernel(
    ({ entropy }) => entropy,
    (ranked) => largest(ranked, (n) => ranked.slice(0, n).reduce((sum, { entropy }) => sum + entropy, 0) <= 0.8),
  ),
} satisfies Readonly<Record<string, Kernel>>;
