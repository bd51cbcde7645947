/** Numbers as people type them. Pure. */

export interface NumberRules {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** What one press of an arrow key adds. */
  readonly step?: number | undefined;
}

/** NaN where it is no number; undefined where nothing was typed. A comma and a true minus sign are understood. */
export function parseNumber(typed: string): number | undefined {
  const text = typed.trim().replace(",", ".").replaceAll("\u2212", "-");
  if (text === "") return undefined;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** The number after `presses` presses of the up key (negative: down), inside its range and free of 0.30000000000000004. */
export function stepNumber(value: number, presses: number, { min, max, step = 1 }: NumberRules): number {
  const sum = value + presses * step;
  // A seed has more digits than dust would leave.
  const next = Number.isSafeInteger(sum) ? sum : Number(sum.toPrecision(12));
  return Math.min(max ?? Infinity, Math.max(min ?? -Infinity, next));
}
