/**
 * A masked chain so small that every path can be summed over: 3 tokens, 3 places, a tabulated denoiser that is not an
 * independent product, so that x̂₀ is a poor guess. A state is a number whose base-4 digits are the places; 0 is the mask.
 */
import type { DiffusionProcess, SampleReward } from "../../src/steering/process.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";

export const vocabulary = 3;
export const places = 3;
const base = vocabulary + 1;
/** States, and masked ones among them. */
export const stateCount = base ** places;

export function digit(state: number, place: number): number {
  return Math.floor(state / base ** place) % base;
}

export function withDigit(state: number, place: number, token: number): number {
  return state + (token - digit(state, place)) * base ** place;
}

export function maskedCount(state: number): number {
  return Array.from({ length: places }, (_, place) => digit(state, place)).filter((token) => token === 0).length;
}

/** probabilities[place][token − 1] of a state. */
export type Table = readonly (readonly (readonly number[])[])[];

export interface EnumerableChain {
  readonly steps: number;
  readonly process: Omit<DiffusionProcess<number, readonly (readonly number[])[], number>, "children">;
  readonly reward: SampleReward<number>;
  /** r(x₀) by state. */
  readonly rewards: readonly number[];
  readonly table: Table;
  /** p(x₀) by state, summed over all paths. */
  readonly law: readonly number[];
}

export interface ChainOptions {
  readonly steps?: number;
  readonly seed?: number;
  /** r(x₀) of a state; noise in [−1, 1] if not said. */
  readonly reward?: (state: number) => number;
  readonly hardConstraint?: boolean;
  /** How sharply the denoiser's table prefers some tokens; 0 is uniform. */
  readonly sharpness?: number;
}

export function enumerableChain(options: ChainOptions = {}): EnumerableChain {
  const { steps = 4, seed = 7, hardConstraint = false, sharpness = 1.2 } = options;
  const stream = createRandomStreams(seed).stream({ purpose: "initial", group: "table", slot: 0, step: 0 });
  const table = Array.from({ length: stateCount }, () =>
    Array.from({ length: places }, () => {
      const raw = Array.from({ length: vocabulary }, () => Math.exp(sharpness * stream.normal()));
      const sum = raw.reduce((a, b) => a + b, 0);
      return raw.map((weight) => weight / sum);
    }),
  );
  const noise = Array.from({ length: stateCount }, () => 2 * stream.uniform() - 1);
  const rewards = noise.map((value, state) => options.reward?.(state) ?? value);
  const isMasked = (state: number, place: number): boolean => digit(state, place) === 0;
  const drawToken = (probabilities: readonly number[], uniform: number): number => {
    let token = 1;
    let sum = probabilities[0]!;
    while (sum <= uniform && token < vocabulary) sum += probabilities[token++]!;
    return token;
  };
  const fill = (state: number, prediction: Table[number], uniform: () => number, probability: number): number => {
    let next = state;
    for (let place = 0; place < places; place += 1) {
      if (isMasked(state, place) && uniform() < probability) {
        next = withDigit(next, place, drawToken(prediction[place]!, uniform()));
      }
    }
    return next;
  };
  return {
    steps,
    rewards,
    table,
    law: lawOf(table, steps),
    reward: {
      name: "tabulated",
      hardConstraint,
      score: (samples) => Promise.resolve(samples.map((state) => rewards[state]!)),
    },
    process: {
      steps,
      timeConditioned: false,
      deterministic: false,
      initial: (slots) => slots.map(() => 0),
      predict: (states) => Promise.resolve(states.map((state) => table[state]!)),
      transition: (views, step, random) =>
        Promise.resolve({
          states: views.map(({ slot, state, prediction }) => {
            const draws = random.stream({ purpose: "transition", group: slot.group, slot: slot.index, step });
            return fill(state, prediction, () => draws.uniform(), 1 / (steps - step));
          }),
        }),
      decode: (views, step, draws, random) =>
        Promise.resolve(
          views.map(({ slot, state, prediction }) =>
            Array.from({ length: prediction === undefined ? 1 : draws }, (_, draw) => {
              if (prediction === undefined) return state;
              const own = random.stream({ purpose: "decode", group: slot.group, slot: slot.index, step, draw });
              return fill(state, prediction, () => own.uniform(), 1);
            }),
          ),
        ),
      encode: (state) => Uint8Array.of(state),
      revive: (bytes) => bytes[0]!,
    },
  };
}

const zeros = (): number[] => Array.from({ length: stateCount }, () => 0);

/** p(x₀) = Σ over all paths, by pushing the law of x_t forward one transition at a time. */
function lawOf(table: Table, steps: number): number[] {
  let law = zeros();
  law[0] = 1;
  for (let step = 0; step < steps; step += 1) {
    const next = zeros();
    law.forEach((probability, state) => {
      if (probability > 0) spread(table, state, state, 0, probability, 1 / (steps - step), next);
    });
    law = next;
  }
  return law;
}

/** Adds the probabilities of everything that `from` can become, places `place` … already decided below that. */
function spread(
  table: Table,
  from: number,
  reached: number,
  place: number,
  probability: number,
  reveal: number,
  out: number[],
): void {
  if (place === places) {
    out[reached] = out[reached]! + probability;
    return;
  }
  if (digit(from, place) !== 0) {
    spread(table, from, reached, place + 1, probability, reveal, out);
    return;
  }
  if (reveal < 1) spread(table, from, reached, place + 1, probability * (1 - reveal), reveal, out);
  for (let token = 1; token <= vocabulary; token += 1) {
    const next = probability * reveal * table[from]![place]![token - 1]!;
    spread(table, from, withDigit(reached, place, token), place + 1, next, reveal, out);
  }
}

/** Where one transition leads from a state when each masked place is revealed with probability `reveal`. */
export function transitionLaw(table: Table, state: number, reveal: number): number[] {
  const out = zeros();
  spread(table, state, state, 0, 1, reveal, out);
  return out;
}

/** Probability of each clean state under x̂₀ ~ p(x₀ | x_t) as the denoiser has it: places on their own. */
export function guessLaw(table: Table, state: number): number[] {
  return transitionLaw(table, state, 1);
}
