/** The unsteered pilot that tells the scale of each reward, so that λ means the same across rewards. */
import type { Pass, RewardScale } from "../../protocol/run.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import { baselinePolicy } from "../../steering/baselines.ts";
import { isConstant, scaleOf } from "../../steering/diagnosis/spread.ts";
import { throwIfAborted } from "../../errors.ts";
import { steer } from "../../steering/steer.ts";
import { atIteration } from "../../steering/streams.ts";
import type { OpenReward } from "../reward/opened.ts";
import type { AnySample } from "../reward/opened.ts";
import type { RunSteering } from "./runSteering.ts";

/** A pilot's particles are independent of the run's: no iteration of particle Gibbs has this number. */
export const pilotIteration = 2 ** 31 - 1;

export interface PilotOptions {
  /** Particles of each prompt. */
  readonly particles: number;
  readonly pass: Pass;
  /** The run's own, in its order. */
  readonly rewards: readonly Pick<OpenReward, "name" | "hardConstraint">[];
}

/**
 * Runs the pilot, all prompts together, and writes it to the run file. Scales come in the order of the rewards.
 */
export async function pilotScales(steering: RunSteering, options: PilotOptions): Promise<RewardScale[]> {
  const { process, reward, policy, random, signal, halt, emit, file, forwardPasses } = steering;
  const { particles, pass, rewards } = options;
  let last: readonly (readonly AnySample[])[] = [];
  for await (const { step, steps, scoring } of steer(process, reward, baselinePolicy("base", policy), {
    groups: steering.groups.map(({ key }) => ({ key, particles })),
    random: atIteration(random, pilotIteration),
    signal,
  })) {
    emit({
      kind: "step",
      pass,
      step,
      steps,
      scoring: undefined,
      previews: undefined,
      forwardPasses: forwardPasses(),
      secondsLeft: undefined,
    });
    if (scoring !== undefined) last = scoring.samples;
  }
  const parts = last.map(([sample]) => [...reward.parts(sample!)!]);
  const scales = scalesOf(rewards, parts, (message) => emit({ kind: "warning", message }));
  await file?.write({ kind: "pilot", particles, parts, scales });
  throwIfAborted(halt);
  return scales;
}

/**
 * What each reward is standardised by, in their order; hard constraints, and what is constant, keep their scale.
 * @param parts [particle][reward]
 */
export function scalesOf(
  rewards: PilotOptions["rewards"],
  parts: readonly (readonly number[])[],
  warn: (message: string) => void,
): RewardScale[] {
  return rewards.map(({ name, hardConstraint }, index) => {
    if (hardConstraint) return { mean: 0, scale: 1 };
    const values = parts.map((of) => of[index]!);
    if (isConstant(values)) {
      warn(
        `The reward ${name} is ${formatNumber(values[0]!)} for every particle of the pilot, so it has no scale to be standardised by and is only centred. Use a larger pilot, or do not standardise.`,
      );
    }
    return scaleOf(values);
  });
}
