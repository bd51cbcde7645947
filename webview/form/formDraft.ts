/** The form's values: filled up from a request, checked, compared. Pure: knows neither the page nor the host. */
import type { Modality } from "../../src/protocol/modality.ts";
import { ownPart } from "../../src/protocol/modalityFields.ts";
import { withoutUndefined } from "../../src/protocol/fields.ts";
import { usualSteps } from "../../src/protocol/runFields.ts";
import { defaultSpecification, type RunRequest, type WholeSpecification } from "../../src/protocol/specification.ts";

/**
 * What the form holds. A number that cannot be read is NaN; `temperature` and `length` are absent when left empty, and without a `seed` each run has a new one.
 * Refining is no part of it: it goes on with a run, and would stick in the form.
 */
export type Draft = Omit<WholeSpecification, "refine" | "seed"> & { readonly seed?: number };
export type RewardDraft = Draft["rewards"][number];

/** A request with every default filled in, whether or not it could run. */
export function toDraft(request: RunRequest): Draft & { readonly seed: number } {
  const rewards = request.rewards.map((one) => ({ weight: 1, parameters: {}, ...withoutUndefined(one) }));
  const { refine: _, ...form } = withoutUndefined(request);
  return { ...defaultSpecification, steps: usualSteps, ...form, rewards } as Draft & { readonly seed: number };
}

/** The same as the form has it: without a seed where none was asked for. */
export function toForm(request: RunRequest): Draft {
  const { seed, ...form } = toDraft(request);
  return request.seed === undefined ? form : { ...form, seed };
}

/** What the form shows of a draft: what its model's kind knows nothing of is kept in the form, and no part of a run. */
export function shownPart(draft: Draft, modality: Modality): Draft {
  return toForm(ownPart(draft, modality));
}

/** A field of the form. */
export type DraftField = keyof Draft;

/** The form with some fields as another has them, or does not. */
export function withFields(draft: Draft, other: Draft, fields: Iterable<DraftField>): Draft {
  const entries = new Map<string, unknown>(Object.entries(draft));
  for (const field of fields) {
    if (other[field] === undefined) entries.delete(field);
    else entries.set(field, other[field]);
  }
  return Object.fromEntries(entries) as unknown as Draft;
}

/** The fields that differ in what they mean. */
export function changedFields(one: Draft, other: Draft): ReadonlySet<DraftField> {
  const [values, others] = [canonicalFields(one), canonicalFields(other)];
  const fields = new Set([...values.keys(), ...others.keys()]);
  return new Set([...fields].filter((field) => values.get(field) !== others.get(field)));
}

/** Whether two requests mean the same run, however they are written down. */
export function sameForm(a: RunRequest, b: RunRequest): boolean {
  return canonical(a) === canonical(b);
}

/** The same text for all requests that mean the same run. */
export function canonical(request: RunRequest): string {
  return canonicalText(toForm(request));
}

/** The same of each field by itself; of those that are not there, nothing. */
export function canonicalFields(request: RunRequest): ReadonlyMap<DraftField, string> {
  const fields = Object.entries(toForm(request)) as [DraftField, unknown][];
  return new Map(fields.map(([field, value]) => [field, canonicalText(value)]));
}

/** The same text for values that mean the same, in whichever order their parts are written down. */
export function canonicalText(whole: unknown): string {
  return JSON.stringify(whole, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** The paths of its fields: "steps", "schedule.every", "otherPrompts.1". */
export function fieldsOf(draft: Draft): string[] {
  const { schedule, tempering, proposal, composition, otherPrompts } = draft;
  const parts = Object.entries({ schedule, tempering, proposal, composition, otherPrompts });
  const inside = parts.flatMap(([name, part]) => Object.keys(part).map((key) => `${name}.${key}`));
  return [...Object.keys(draft), ...inside.filter((path) => !path.endsWith(".kind"))];
}

/** The known field that an error's path is about: itself, or the nearest one around it. */
export function nearestField(path: string, known: Iterable<string>): string | undefined {
  const fields = new Set(known);
  const keys = path.replaceAll(/\[(\w+)\]/g, ".$1").split(".");
  for (let length = keys.length; length > 0; length--) {
    const field = keys.slice(0, length).join(".");
    if (fields.has(field)) return field;
  }
  return undefined;
}
