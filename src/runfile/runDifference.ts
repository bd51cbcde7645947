/** Where two runs of the same request first differ, record by record, and what of how they were made is other. Reads both; changes nothing. */
import { isDeepStrictEqual } from "node:util";
import type { RunDocument } from "./document.ts";
import type { RunFileHeader } from "./format.ts";
import type { RecordedStep } from "./recordedStep.ts";

export interface RunDifference {
  /** The first record that differs, in words; undefined where all are equal. */
  readonly first: string | undefined;
  /** What may be why: model, rewards, device, threads, versions. */
  readonly made: readonly string[];
}

/** `again` is compared as far as its steps are written, and as far as `before` goes by what it was asked: how long a run went on after its end no request says. */
export async function runDifference(before: RunDocument, again: RunDocument): Promise<RunDifference> {
  return { first: await firstDifference(before, again), made: otherwiseMade(before.header, again.header) };
}

/** How a run was made otherwise than another, one a line: "threads (1 and not 2)". */
export function otherwiseMade(before: RunFileHeader, now: RunFileHeader): string[] {
  const { device, execution, versions, model } = now;
  const files = model.files.filter(
    ({ path, sha256 }) => !before.model.files.some((file) => file.path === path && file.sha256 === sha256),
  );
  const rewards = now.rewards.filter(
    ({ sha256, parameters }, k) =>
      before.rewards[k]?.sha256 !== sha256 || !isDeepStrictEqual(before.rewards[k].parameters, parameters),
  );
  return [
    ...files.map(({ path }) => `the model's ${path}`),
    ...rewards.map(({ name }) => `the reward ${name}`),
    ...[
      other("device", before.device.provider, device.provider),
      other("threads", before.execution.threads, execution.threads),
      other("inputs at once", before.execution.chunk, execution.chunk),
      other("precision", before.execution.precision, execution.precision),
      ...Object.entries(versions).map(([name, version]) => other(name, before.versions[name], version)),
    ].filter((one) => one !== undefined),
  ];
}

function other(
  name: string,
  before: string | number | undefined,
  now: string | number | undefined,
): string | undefined {
  return before === now ? undefined : `${name} (${now ?? "unknown"} and not ${before ?? "unknown"})`;
}

async function firstDifference(before: RunDocument, again: RunDocument): Promise<string | undefined> {
  if (!isDeepStrictEqual(before.pilot, again.pilot)) return "the pilot's rewards";
  const count = countedSteps(before);
  for (let index = 0; index < count; index += 1) {
    const { iteration, step } = before.keyOf(index);
    const where = iteration === 0 ? `step ${step}` : `step ${step} of iteration ${iteration}`;
    if (index >= again.stepCount) return `${where}, which is missing`;
    if (!isDeepStrictEqual(again.keyOf(index), before.keyOf(index))) return `${where}, in whose place is another`;
    const what = differenceOf(await before.step(index), await again.step(index));
    if (what !== undefined) return `${what} at ${where}`;
  }
  return before.end?.outcome === "done" && again.stepCount > count ? "a step that there was not" : undefined;
}

function countedSteps(run: RunDocument): number {
  const last = run.header.specification.refine?.iterations ?? 0;
  let count = run.stepCount;
  while (count > 0 && run.keyOf(count - 1).iteration > last) count -= 1;
  return count;
}

/** Numbers that have one entry a particle, in the order in which they come about. */
const columns = [
  "logFactors",
  "values",
  "logPotentials",
  "interventions",
  "logWeights",
  "weights",
  "roots",
  "ancestors",
] as const;

/** Those of a step that nobody has selected from: it waits, or the run was cut off just then. */
const weighedColumns = columns.filter((name) => ["logFactors", "values", "logPotentials", "roots"].includes(name));

function differenceOf(before: RecordedStep, again: RecordedStep): string | undefined {
  // What was drawn comes before what it is worth: checksums of the same bytes are the same.
  const samples = before.samples.findIndex(
    (sample, n) => !isDeepStrictEqual(contentOf(sample), contentOf(again.samples[n])),
  );
  if (samples >= 0) return `the sample of particle ${samples}`;
  for (const name of before.isSelected ? columns : weighedColumns) {
    const [left, right] = [before[name], again[name]];
    if (isDeepStrictEqual(left, right)) continue;
    const particle = left?.findIndex((value, n) => !Object.is(value, right?.[n])) ?? 0;
    return `${names[name]} of particle ${particle} (${right?.[particle]} and not ${left?.[particle]})`;
  }
  const groups = before.groups.findIndex((group, g) => before.isSelected && !isDeepStrictEqual(group, again.groups[g]));
  if (groups >= 0) return `the standing of group ${groups}`;
  return isDeepStrictEqual(contentOf(before.draws), contentOf(again.draws)) ? undefined : "a draw";
}

const names: Readonly<Record<(typeof columns)[number], string>> = {
  logFactors: "the transition's log factor",
  values: "the value",
  logPotentials: "the log potential",
  interventions: "the vote",
  logWeights: "the log weight",
  weights: "the weight",
  roots: "the initial ancestor",
  ancestors: "the ancestor",
};

/** Without where its bytes lie: how many they are, and their checksum. */
function contentOf(value: unknown): unknown {
  if (!Array.isArray(value)) {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, contentOf(part)]));
  }
  const isPlace = value.length === 3 && value.every((part) => typeof part === "number");
  return isPlace ? value.slice(1) : value.map(contentOf);
}
