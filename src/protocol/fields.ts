/** Numbers and names as fields of what comes from outside: each says what it must be. Pure. */
import * as v from "valibot";

export const maxSteps = 10_000;

export const finite = v.pipe(v.number("must be a number"), v.finite("must be finite"));

export const between = (low: number, high: number) =>
  v.pipe(
    finite,
    v.minValue(low, `must be between ${low} and ${high}`),
    v.maxValue(high, `must be between ${low} and ${high}`),
  );

export const whole = (low: number, high: number) =>
  v.pipe(between(low, high), v.integer(`must be a whole number between ${low} and ${high}`));

export const oneOf = <const Names extends readonly string[]>(names: Names) =>
  v.picklist(names, `must be one of ${names.join(", ")}`);

/** UTF-16 units of a text that a person gives: many times what any model reads, and no more than a form that is kept and sent around can hold. */
const longestText = 1_000_000;

export const givenText = v.pipe(v.string(), v.maxLength(longestText, "must be at most 1,000,000 characters"));

/** Data that nobody changes after it was made, all the way down: arrays and tuples stay what they are. */
export type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** Without the keys that say nothing, so that a default holds in their place. */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
