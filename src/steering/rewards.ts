/** Asking the reward, and believing nothing that it says before it has been looked at. */
import { SteeringError, throwIfAborted } from "../errors.ts";
import type { SampleReward } from "./process.ts";

/**
 * Scores all samples in one call. Returns the raw rewards as [particle][draw].
 *
 * @param samples [particle][draw]
 * @throws SteeringError `reward-result` for a wrong count or something that is no number, `reward-not-finite` for NaN and ±∞; −∞
 * passes if the reward declares itself a hard constraint
 */
export async function scoreSamples<Sample>(
  reward: SampleReward<Sample>,
  samples: readonly (readonly Sample[])[],
  signal: AbortSignal,
): Promise<Float64Array[]> {
  const flat = samples.flat();
  const scores = await reward.score(flat, signal);
  throwIfAborted(signal);
  if (scores.length !== flat.length) {
    throw new SteeringError(
      "reward-result",
      `The reward "${reward.name}" was given ${flat.length} samples and returned ${String(scores.length)} numbers. It must return one number a sample, in the same order.`,
      { details: { reward: reward.name } },
    );
  }
  let place = 0;
  return samples.map((draws, particle) => {
    const rewards = new Float64Array(draws.length);
    for (let draw = 0; draw < draws.length; draw += 1) {
      const score: unknown = scores[place];
      place += 1;
      rewards[draw] = checkScore(score, reward, particle);
    }
    return rewards;
  });
}

function checkScore(score: unknown, reward: SampleReward<never>, particle: number): number {
  const details = { reward: reward.name, particle };
  if (typeof score !== "number") {
    throw new SteeringError(
      "reward-result",
      `The reward "${reward.name}" returned ${describe(score)} for particle ${particle}. It must return numbers.`,
      { details },
    );
  }
  if (Number.isFinite(score) || (score === Number.NEGATIVE_INFINITY && reward.hardConstraint)) return score;
  const hint =
    score === Number.NEGATIVE_INFINITY
      ? "Return a finite number, or declare `hardConstraint: true` if such a sample must not be."
      : "Return a finite number for every sample.";
  throw new SteeringError(
    "reward-not-finite",
    `The reward "${reward.name}" returned ${score} for particle ${particle}. ${hint}`,
    { details },
  );
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" || typeof value === "undefined"
    ? typeof value
    : (JSON.stringify(value) ?? typeof value);
}
