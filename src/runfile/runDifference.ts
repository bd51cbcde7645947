/** Where two runs of the same request first differ, record by record, and what of how they were made is other. Reads both; changes nothing. */
import { isDeepStrictEqual } from "node:util";
import type { RunDocument } from "./document.ts";
import type { RunFileHeader } from "./format.ts";
import type { RecordedSample, RecordedStep } from "./recordedStep.ts";

export interface RunDifference {
  /** The first record that differs, in words; undefined where all are equal. */
  readonly first: string | undefined;
  /** What may be why: model, rewards, device, threads, versions. */
  readonly made: readonly string[];
}

/**
 * `again` is compared as far as its steps are written, and as far as `before` goes by what it was asked: how long a run went on after its end no request says. What
 * a file of an older format does not tell is not compared.
 */
export async function runDifference(before: RunDocument, again: RunDocument): Promise<RunDifference> {
  const { header } = before;
  // Format 1 says nothing of how it was executed.
  const known = before.version === 1 ? { ...header, execution: again.header.execution } : header;
  return { first: await firstDifference(before, again), made: otherwiseMade(known, again.header) };
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
    const steps = [await before.step(index), await again.step(index)] as const;
    const what = differenceOf(...steps) ?? (await drawsDiffer([before, again], steps));
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

/** What a prompt or an island has for itself, in the order in which it comes about. */
const standings = {
  strength: "λ",
  floor: "what stands for −∞",
  logZBefore: "log Z before selecting",
  ess: "the effective sample size",
  resampled: "whether it was resampled",
  logZ: "log Z",
  survivors: "the number of initial ancestors",
} as const;

function differenceOf(before: RecordedStep, again: RecordedStep): string | undefined {
  // What was drawn comes before what it is worth: checksums of the same bytes are the same.
  const samples = before.samples.findIndex((sample, n) => !isSameSample(sample, again.samples[n]));
  if (samples >= 0) return `the sample of particle ${samples}`;
  for (const name of before.isSelected ? columns : weighedColumns) {
    const [left, right] = [before[name], again[name]];
    if (isDeepStrictEqual(left, right)) continue;
    const particle = left?.findIndex((value, n) => !Object.is(value, right?.[n])) ?? 0;
    return `${names[name]} of particle ${particle} (${right?.[particle]} and not ${left?.[particle]})`;
  }
  return before.isSelected ? standingDifference(before, again) : undefined;
}

function isSameSample(before: RecordedSample, again: RecordedSample | undefined): boolean {
  // Pictures in lines are of format 1, in other sizes.
  const isElsewhere = before.modality === "image" && "base64" in before.thumbnail;
  const content = isElsewhere ? sizeOf : contentOf;
  return isDeepStrictEqual(content(before), content(again));
}

function sizeOf(sample: RecordedSample | undefined): readonly (number | undefined)[] {
  return sample?.modality === "image" ? [sample.width, sample.height] : [];
}

function standingDifference(before: RecordedStep, again: RecordedStep): string | undefined {
  const told = Object.keys(standings).filter(
    (name) => before.weighed !== undefined || !["floor", "logZBefore"].includes(name),
  ) as (keyof typeof standings)[];
  for (const [g, group] of before.groups.entries()) {
    const name = told.find((one) => !Object.is(group[one], again.groups[g]?.[one]));
    if (name === undefined) continue;
    const whose = before.groups.length === 1 ? "" : ` of group ${g}`;
    return `${standings[name]}${whose} (${again.groups[g]?.[name]} and not ${group[name]})`;
  }
  return undefined;
}

/** Where both lie in blocks, those are compared, else their rewards. */
async function drawsDiffer(
  documents: readonly [RunDocument, RunDocument],
  steps: readonly [RecordedStep, RecordedStep],
): Promise<string | undefined> {
  const [before, again] = steps.map(({ draws }) => draws) as [RecordedStep["draws"], RecordedStep["draws"]];
  const isSame =
    "rewards" in before
      ? isDeepStrictEqual(before.rewards, await rewardsOf(documents[1], steps[1]))
      : isDeepStrictEqual(contentOf(before), contentOf(again));
  return isSame ? undefined : "a draw";
}

async function rewardsOf(document: RunDocument, step: RecordedStep): Promise<number[][]> {
  const { rewards } = await document.draws(step);
  return rewards.map((draws) => Array.from(draws));
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
