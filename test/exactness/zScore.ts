/** Means over independent runs against exact values. */

/** Running mean and variance (Welford). */
export class Sample {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count += 1;
    const before = value - this.mean;
    this.mean += before / this.count;
    this.#squares += before * (value - this.mean);
  }

  get standardError(): number {
    return Math.sqrt(this.#squares / (this.count - 1) / this.count);
  }

  /** (mean − exact) / standard error. */
  z(exact: number): number {
    const difference = this.mean - exact;
    // Runs that all agree leave no error to measure by; then the mean must be right to rounding.
    if (this.standardError <= 1e-12 * Math.abs(exact))
      return Math.abs(difference) <= 1e-9 * Math.abs(exact) ? 0 : Infinity;
    return difference / this.standardError;
  }
}

/** The z-score furthest from 0. */
export function worst(scores: readonly number[]): number {
  return scores.reduce((found, z) => (Math.abs(z) > Math.abs(found) || Number.isNaN(z) ? z : found), 0);
}
