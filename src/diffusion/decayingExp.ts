/** e^x for x ≤ 0, fast: most of the time outside the denoiser goes into it. Pure. */

/** 2^(−k/16) for k = 0 … */
const parts = 16;
const smallest = -50;
const table = Float64Array.from({ length: Math.ceil(-smallest * Math.LOG2E * parts) + 2 }, (_, k) => 2 ** (-k / parts));
const scale = Math.LOG2E * parts;
const unit = Math.LN2 / parts;

/**
 * e^x with a relative error below 2e-9, which float32 cannot show; 0 below x = −50, where e^x is lost in the rounding of a
 * sum that holds a 1. A table for whole sixteenths of an octave, and four terms of the series for the rest.
 */
export function decayingExp(x: number): number {
  if (!(x > smallest)) return Number.isNaN(x) ? x : 0;
  const places = x * scale;
  const whole = places | 0;
  const rest = (places - whole) * unit;
  return (table[-whole] as number) * (1 + rest * (1 + rest * (0.5 + rest * (1 / 6 + rest * (1 / 24)))));
}
