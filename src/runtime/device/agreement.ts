/** Whether a device's numbers are the CPU's, but for rounding: some drivers compute wrong numbers without a word. Pure. */

export interface Agreement {
  /** The largest difference of two numbers. */
  readonly largest: number;
  /**
   * Root mean square of the differences, as a part of how far the CPU's own numbers lie from their mean: logits mean the same wherever they lie. A
   * number that is alone, as a head of one score gives it, has no spread: as a part of it, or of 1 where it is smaller.
   */
  readonly share: number;
}

/** Agreement of the distributions that logits stand for. */
export interface TokenAgreement {
  /** The largest difference of two logits. */
  readonly largest: number;
  /** The share of places at which the device's most probable token is the CPU's, or one that the CPU finds as probable but for rounding. */
  readonly same: number;
  /** Mean total variation distance of a place's distributions, from 0 to 1. */
  readonly variation: number;
}

/**
 * What float16 may round away, several times over: it differs by about a thousandth, and bfloat16 by a hundredth. An
 * overflow that was cut off inside a graph, or a kernel that is wrong, differs by a tenth or more.
 */
const rounding = 0.05;
/** The same for tokens: where the most probable one is another at more places than this leaves, it is by no rounding. */
const fewestSame = 0.95;

/** @returns undefined where the CPU itself gave no numbers to compare with, or another count of them */
export function agreementOf(numbers: Float32Array, cpu: Float32Array): Agreement | undefined {
  if (numbers.length !== cpu.length || cpu.length === 0 || !cpu.every(Number.isFinite)) return undefined;
  const mean = cpu.reduce((sum, value) => sum + value, 0) / cpu.length;
  let [largest, apart, own] = [0, 0, 0];
  for (let i = 0; i < cpu.length; i++) {
    const difference = Math.abs(numbers[i]! - cpu[i]!);
    // Math.max would lose it: a number that is none is as far away as can be.
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference);
    apart += difference ** 2;
    own += cpu.length === 1 ? Math.max(1, cpu[i]! ** 2) : (cpu[i]! - mean) ** 2;
    if (largest === Infinity) return { largest, share: Infinity };
  }
  return { largest, share: apart === 0 ? 0 : Math.sqrt(apart / own) };
}

/**
 * @param numbers logits [places × tokens]; −∞ is a token that never comes
 * @returns undefined where the CPU itself gave no distributions, or another count of numbers
 */
export function tokenAgreementOf(numbers: Float32Array, cpu: Float32Array, tokens: number): TokenAgreement | undefined {
  const places = cpu.length / tokens;
  if (numbers.length !== cpu.length || !Number.isInteger(places) || places === 0) return undefined;
  let [largest, same, variation] = [0, 0, 0];
  for (let place = 0; place < places; place++) {
    const [from, to] = [place * tokens, (place + 1) * tokens];
    const [logits, wanted] = [numbers.subarray(from, to), cpu.subarray(from, to)];
    const probabilities = softmax(wanted);
    if (probabilities === undefined) return undefined;
    const found = softmax(logits);
    if (found === undefined) return { largest: Infinity, same: 0, variation: 1 };
    wanted.forEach((logit, i) => {
      if (logit !== -Infinity) largest = Math.max(largest, Math.abs(logits[i]! - logit));
    });
    const likeliest = indexOfHighest(found);
    if (probabilities[likeliest]! >= (1 - rounding) * probabilities[indexOfHighest(probabilities)]!) same += 1 / places;
    variation += found.reduce((sum, p, i) => sum + Math.abs(p - probabilities[i]!), 0) / 2 / places;
  }
  return { largest, same, variation };
}

function indexOfHighest(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

/** Undefined where there is none. */
function softmax(logits: Float32Array): Float64Array | undefined {
  const highest = logits.reduce((most, value) => (Number.isNaN(value) ? value : Math.max(most, value)), -Infinity);
  if (!Number.isFinite(highest)) return undefined;
  const weights = Float64Array.from(logits, (value) => Math.exp(value - highest));
  const sum = weights.reduce((total, value) => total + value, 0);
  return weights.map((value) => value / sum);
}

/** Why a device is not to be believed; undefined: it is. */
export function disbelief({ share }: Agreement, state = "on a state that both were given"): string | undefined {
  if (share <= rounding) return undefined;
  const much = Number.isFinite(share) ? `differ from the CPU's by ${Math.round(100 * share)} %` : "are not finite";
  return `its numbers ${much}, ${state}: what it computes would be wrong`;
}

/** `disbelief` of a network that writes text. */
export function tokenDisbelief({ largest, same, variation }: TokenAgreement, state: string): string | undefined {
  if (variation <= rounding && same >= fewestSame) return undefined;
  const much =
    largest === Infinity
      ? "its numbers are not finite"
      : `its most probable token is the CPU's at ${Math.round(100 * same)} % of the places, and the probabilities differ by ${Math.round(100 * variation)} %`;
  return `${much}, ${state}: what it computes would be wrong`;
}
