/**
 * A walk whose next move depends on its last one, as a multi-step scheduler's does on its last prediction. The history belongs into
 * the state; the mutant keeps it beside, by slot, where no resampling finds it.
 */
import type { DiffusionProcess, SampleReward } from "../../src/steering/process.ts";
import type { Statistic } from "./target.ts";

export interface Walker {
  readonly place: number;
  /** The last move: −1 or 1, 0 before the first. */
  readonly last: number;
}

const steps = 5;
const rewardAt = (place: number): number => -Math.abs(place - 2) / 3;
const upward = (last: number): number => 1 / (1 + Math.exp(-1.5 * last));

export const walkReward: SampleReward<number> = {
  name: "near 2",
  hardConstraint: false,
  score: (places) => Promise.resolve(places.map(rewardAt)),
};

export function momentumChain(history: "in the state" | "by slot"): DiffusionProcess<Walker, number, number> {
  const moves: number[] = [];
  return {
    steps,
    timeConditioned: true,
    deterministic: false,
    initial: (slots) =>
      slots.map(({ index }) => {
        moves[index] = 0;
        return { place: 0, last: 0 };
      }),
    predict: (states) => Promise.resolve(states.map(({ place, last }) => place + last)),
    transition: (views, step, random) =>
      Promise.resolve({
        states: views.map(({ slot: { group, index }, state }) => {
          const last = history === "by slot" ? moves[index]! : state.last;
          const draw = random.stream({ purpose: "transition", group, slot: index, step }).uniform();
          moves[index] = draw < upward(last) ? 1 : -1;
          return { place: state.place + moves[index], last: moves[index] };
        }),
      }),
    decode: (views) => Promise.resolve(views.map(({ state, prediction }) => [prediction ?? state.place])),
    encode: ({ place, last }) => Uint8Array.of(place + 100, last + 100),
    revive: (bytes) => ({ place: bytes[0]! - 100, last: bytes[1]! - 100 }),
  };
}

/** Exact values by all 2^steps walks. */
export function walkStatistics(strength: number): readonly Statistic<Walker>[] {
  const law = new Map<number, number>();
  const walk = (place: number, last: number, step: number, probability: number): void => {
    if (step === steps) {
      law.set(place, (law.get(place) ?? 0) + probability);
      return;
    }
    walk(place + 1, 1, step + 1, probability * upward(last));
    walk(place - 1, -1, step + 1, probability * (1 - upward(last)));
  };
  walk(0, 0, 0, 1);
  const all = [
    { name: "Z", f: () => 1 },
    ...[...law.keys()].map((a) => ({ name: `Z·π(${a})`, f: ({ place }: Walker) => (place === a ? 1 : 0) })),
  ];
  return all.map(({ name, f }) => ({
    name,
    f,
    exact: [...law].reduce(
      (sum, [place, p]) => sum + p * Math.exp(strength * rewardAt(place)) * f({ place, last: 0 }),
      0,
    ),
  }));
}
