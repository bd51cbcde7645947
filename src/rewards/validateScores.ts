/** Makes sure that what a reward returned is what it promised. Pure. */
import { beginningOf, shortened } from "../cutText.ts";
import { SteeringError } from "../errors.ts";

/**
 * One number a sample, copied out: each element is read once, so a proxy or a getter cannot change its mind.
 * `returned` may be an array, a typed array or anything with a length; a hole in it is a missing number.
 * Throws `reward-result` (no list, wrong count, not numbers) and `reward-not-finite` (NaN, +∞; −∞ unless
 * `hardConstraint`), which name the reward and the sample (from 0, `details.sample`).
 */
export function validateScores(
  reward: string,
  returned: unknown,
  count: number,
  hardConstraint: boolean,
): Float64Array {
  const list = listOf(reward, returned, count);
  const scores = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const score = readAt(reward, list, i);
    if (typeof score !== "number") {
      throw wrong("reward-result", reward, `it gave ${nameOf(score)} for sample ${i}`, "Return one number a sample", i);
    }
    if (!Number.isFinite(score) && !(hardConstraint && score === -Infinity)) {
      throw wrong("reward-not-finite", reward, `it gave ${score} for sample ${i}`, adviceFor(score), i);
    }
    scores[i] = score;
  }
  return scores;
}

function listOf(reward: string, returned: unknown, count: number): ArrayLike<unknown> {
  let length: unknown;
  try {
    length = typeof returned === "object" && returned !== null ? Reflect.get(returned, "length") : undefined;
  } catch (error) {
    throw wrong("reward-result", reward, `its result cannot be read (${safeText(error)})`, "Return a plain array");
  }
  if (typeof length !== "number") {
    const advice = `Return an array with one number a sample: samples.map((sample) => …)`;
    throw wrong("reward-result", reward, `it gave ${nameOf(returned)} instead of a list of numbers`, advice);
  }
  if (length !== count) {
    const advice = `Return one number for each sample, in the order of samples`;
    throw wrong("reward-result", reward, `it gave ${length} numbers for ${count} samples`, advice);
  }
  return returned as ArrayLike<unknown>;
}

function readAt(reward: string, list: ArrayLike<unknown>, i: number): unknown {
  try {
    return list[i];
  } catch (error) {
    throw wrong(
      "reward-result",
      reward,
      `sample ${i} of its result cannot be read (${safeText(error)})`,
      "Return a plain array",
      i,
    );
  }
}

function adviceFor(score: number): string {
  if (Number.isNaN(score)) return "Look for a division by zero or an undefined value in its score";
  return score > 0 ? "Scores must be finite" : "Only a reward with hardConstraint: true may give −∞";
}

/** Names a value by what it is, and never runs code of it. */
function nameOf(value: unknown): string {
  if (value === undefined) return "undefined";
  if (value === null) return "null";
  if (typeof value === "string") return `the text ${JSON.stringify(shortened(value, 40))}`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function safeText(error: unknown): string {
  try {
    return beginningOf(String(error instanceof Error ? error.message : error), 200);
  } catch {
    return "it threw something that cannot be shown";
  }
}

function wrong(
  code: "reward-result" | "reward-not-finite",
  reward: string,
  what: string,
  advice: string,
  sample?: number,
): SteeringError {
  return new SteeringError(code, `The reward ${reward} cannot be used: ${what}. ${advice}.`, {
    details: { reward, ...(sample === undefined ? {} : { sample }) },
  });
}
