/** A walk whose states remember their whole path, so that a test can recompute everything that steering must have kept. */
import { defaultPolicy } from "../../exactness/estimates.ts";
import type { SteeringPolicy } from "../../../src/steering/policy.ts";
import type { DiffusionProcess, SampleReward } from "../../../src/steering/process.ts";
import type { Cloud, StepRecord } from "../../../src/steering/record.ts";
import { steer, type SteerOptions } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

/** A state: the places that the walk has been at. */
export type Ledger = readonly number[];

export const signal = new AbortController().signal;

export interface LedgerProcess extends DiffusionProcess<Ledger, string, Ledger> {
  /** Every state that was given to the denoiser, by step. */
  readonly predicted: { readonly step: number; readonly state: Ledger }[];
  /** Predictions that are held and not released. */
  readonly held: Set<string>;
}

/**
 * @param stay probability that a transition changes nothing (and returns the same reference)
 */
export function ledgerProcess({ steps = 6, timeConditioned = false, stay = 0 } = {}): LedgerProcess {
  const predicted: { step: number; state: Ledger }[] = [];
  const held = new Set<string>();
  let count = 0;
  const origin: Ledger = [0];
  return {
    steps,
    timeConditioned,
    deterministic: false,
    predicted,
    held,
    initial: (slots) => slots.map(() => origin),
    predict: (states, step) =>
      Promise.resolve(
        states.map((state) => {
          predicted.push({ step, state });
          count += 1;
          const prediction = `${state.join(" ")} #${count}`;
          held.add(prediction);
          return prediction;
        }),
      ),
    transition: (views, step, random) =>
      Promise.resolve({
        states: views.map(({ slot, state, prediction }) => {
          if (!prediction.startsWith(`${state.join(" ")} #`)) throw new Error("a prediction of another state");
          if (!held.has(prediction)) throw new Error("a prediction that was released");
          const stream = random.stream({ purpose: "transition", group: slot.group, slot: slot.index, step });
          return stream.uniform() < stay ? state : [...state, state.at(-1)! + stream.normal()];
        }),
      }),
    decode: (views, _step, draws) =>
      Promise.resolve(
        views.map(({ state, prediction }) => Array.from({ length: prediction === undefined ? 1 : draws }, () => state)),
      ),
    encode: (state) => new TextEncoder().encode(JSON.stringify(state)),
    revive: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Ledger,
    release: (predictions) => {
      for (const prediction of predictions) if (!held.delete(prediction)) throw new Error("released twice");
    },
  };
}

export const height = (state: Ledger): number => Math.sin(state.at(-1)!) + state.at(-1)! / 4;

export const heightReward: SampleReward<Ledger> = {
  name: "height",
  hardConstraint: false,
  score: (samples) => Promise.resolve(samples.map(height)),
};

/** As a run file would bring it back: other references, the same values. */
export function revived(cloud: Cloud<Ledger>): Cloud<Ledger> {
  const process = ledgerProcess();
  const copy = structuredClone({ ...cloud, states: [] });
  return { ...copy, states: cloud.states.map((state) => process.revive(process.encode(state))) };
}

export interface RunSetting {
  readonly process?: LedgerProcess;
  readonly reward?: SampleReward<Ledger>;
  readonly change?: Partial<SteeringPolicy>;
  readonly options?: Partial<SteerOptions<Ledger, Ledger>>;
}

/** All records of a run: 8 particles of one group, unless said otherwise. */
export async function recordsOf({
  process = ledgerProcess(),
  reward = heightReward,
  change = {},
  options = {},
}: RunSetting) {
  const records: StepRecord<Ledger, Ledger>[] = [];
  const all = { groups: [{ key: "g", particles: 8 }], random: createRandomStreams(1), signal, ...options };
  for await (const record of steer(process, reward, { ...defaultPolicy, ...change }, all)) records.push(record);
  return records;
}
