/** Whether a device's numbers are the CPU's, but for rounding: some drivers compute wrong numbers without a word. Pure. */

export interface Agreement {
  /** The largest difference of two numbers. */
  readonly largest: number;
  /** Root mean square of the differences, as a part of how far the CPU's own numbers lie from their mean: logits mean the same wherever they lie. */
  readonly share: number;
}

/**
 * What float16 may round away, several times over: it differs by about a thousandth, and bfloat16 by a hundredth. An
 * overflow that was cut off inside a graph, or a kernel that is wrong, differs by a tenth or more.
 */
const rounding = 0.05;

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
    own += (cpu[i]! - mean) ** 2;
    if (largest === Infinity) return { largest, share: Infinity };
  }
  return { largest, share: apart === 0 ? 0 : Math.sqrt(apart / own) };
}

/** Why a device is not to be believed; undefined: it is. */
export function disbelief({ share }: Agreement): string | undefined {
  if (share <= rounding) return undefined;
  const much = Number.isFinite(share) ? `differ from the CPU's by ${Math.round(100 * share)} %` : "are not finite";
  return `its numbers ${much}, on a state that both were given: what it computes would be wrong`;
}
