/** A scored step as a run document tells it, whichever format its file has. Types, and what is worked out of a line. Pure. */
import type { GroupStanding } from "../protocol/run.ts";
import { ess } from "../steering/ess.ts";
import { logMeanExp, normalise } from "../steering/weights.ts";
import type { BytePlace } from "./schema.ts";
import type { RunFileHeader, RunFileSelection, RunFileStep } from "./format.ts";

/** A PNG file: where it lies, or itself where the line holds it (format 1), base64. */
export type PictureSource = BytePlace | { readonly base64: string };

export type RecordedSample =
  | {
      readonly modality: "text";
      readonly text: string;
      readonly generated: string;
      readonly pieces: readonly { readonly text: string; readonly masked: boolean }[];
    }
  | {
      readonly modality: "image";
      /** Pixels of the image itself. */
      readonly width: number;
      readonly height: number;
      readonly thumbnail: PictureSource;
      /** The picture with all pixels; undefined where it was not kept. */
      readonly picture: PictureSource | undefined;
    };

/** A prompt's particles, or an island's. */
export interface RecordedGroup extends GroupStanding {
  readonly start: number;
  readonly count: number;
  /** Log Z as estimated at the resamplings before this step; undefined in format 1. */
  readonly logZBefore: number | undefined;
  /** What values of −∞ were replaced with. */
  readonly floor: number | undefined;
}

/** Arrays have one entry a particle, as it was scored. */
export interface RecordedStep {
  readonly iteration: number;
  readonly step: number;
  readonly steps: number;
  /** Undefined in format 1. */
  readonly forwardPasses: number | undefined;
  readonly groups: readonly RecordedGroup[];
  /** False of a step that was weighed and waits for its selection: then its `ancestors` are its own particles. */
  readonly isSelected: boolean;
  readonly values: readonly number[];
  /** [particle][reward], means over the draws. */
  readonly parts: readonly (readonly number[])[];
  readonly logPotentials: readonly number[];
  readonly interventions: readonly number[] | undefined;
  readonly logFactors: readonly number[] | undefined;
  readonly logPaid: readonly number[] | undefined;
  /** Potentials and interventions in it, before any resampling. */
  readonly logWeights: readonly number[];
  /** Normalised within each group. */
  readonly weights: readonly number[];
  /** Without interventions, with what potentials look back at; undefined in format 1. */
  readonly weighed: Pick<RunFileStep, "logWeights" | "paid" | "lastTilt" | "runningMax" | "runningSum"> | undefined;
  readonly ancestors: readonly number[];
  /** The initial particles that they descend from. */
  readonly roots: readonly number[];
  readonly samples: readonly RecordedSample[];
  /** Where the draws lie; in format 1 their rewards alone, [particle][draw]. */
  readonly draws: BytePlace | { readonly rewards: readonly (readonly number[])[] };
  /** By particle, as scored. Undefined past the limit of states, and in format 1. */
  readonly states: readonly BytePlace[] | undefined;
  /** Of each step since the scored one before. Undefined where they were not kept. */
  readonly between: readonly (readonly BytePlace[])[] | undefined;
}

/** @throws Error with why, where the lines do not go together */
export function recordedStep(
  header: RunFileHeader,
  line: RunFileStep,
  selection: RunFileSelection | undefined,
): RecordedStep {
  const count = header.groups.reduce((sum, { particles }) => sum + particles, 0);
  const { values, parts, logPotentials, logFactors, logPaid, roots, paid, lastTilt, runningMax, runningSum } = line;
  const interventions = selection?.interventions;
  const columns = {
    values,
    parts,
    logPotentials,
    logWeights: line.logWeights,
    roots,
    paid,
    lastTilt,
    runningMax,
    runningSum,
  };
  checkLengths(count, { ...columns, logFactors, logPaid, interventions, ancestors: selection?.ancestors });
  checkIndices(count, { roots, ancestors: selection?.ancestors });
  checkLengths(header.groups.length, { groups: line.groups, "the selection's groups": selection?.groups });
  checkLengths(header.rewards.length, { "a particle's parts": parts[0] });
  const logWeights =
    interventions === undefined
      ? line.logWeights
      : line.logWeights.map((logWeight, n) => logWeight + interventions[n]!);
  const { weights, groups } = standings(header, line, logWeights, selection);
  return {
    iteration: line.iteration,
    step: line.step,
    steps: line.steps,
    forwardPasses: line.forwardPasses,
    groups,
    isSelected: selection !== undefined,
    values,
    parts,
    logPotentials,
    interventions,
    logFactors,
    logPaid,
    logWeights,
    weights,
    weighed: { logWeights: line.logWeights, paid, lastTilt, runningMax, runningSum },
    ancestors: selection?.ancestors ?? roots.map((_, n) => n),
    roots,
    samples: samplesOf(header, line, count),
    draws: line.draws,
    states: line.states === undefined ? undefined : placesOf(line.states, count),
    between: line.between === undefined ? undefined : betweenOf(line.between, count),
  };
}

function standings(
  header: RunFileHeader,
  line: RunFileStep,
  logWeights: readonly number[],
  selection: RunFileSelection | undefined,
): { readonly weights: readonly number[]; readonly groups: readonly RecordedGroup[] } {
  const logs = Float64Array.from(logWeights);
  const weights = new Float64Array(logs.length);
  let start = 0;
  const groups = header.groups.map(({ prompt, particles: count }, g): RecordedGroup => {
    const end = start + count;
    normalise(logs, weights, start, end);
    const { strength, logZ: logZBefore, floor } = line.groups[g]!;
    const selected = selection?.groups[g] ?? {
      ess: ess(weights, start, end),
      resampled: false,
      logZ: logZBefore + logMeanExp(logs, start, end),
      survivors: new Set(line.roots.slice(start, end)).size,
    };
    const group = { prompt, strength, ...selected, start, count, logZBefore, floor };
    start = end;
    return group;
  });
  return { weights: Array.from(weights), groups };
}

function samplesOf(
  { specification, groups }: RunFileHeader,
  { samples }: RunFileStep,
  count: number,
): RecordedSample[] {
  if (samples.modality === "image") {
    const { width, height, thumbnails, pictures } = samples;
    checkLengths(count, { width, height, thumbnails, pictures });
    return thumbnails.map((thumbnail, n) => ({
      modality: "image",
      width: width[n]!,
      height: height[n]!,
      thumbnail,
      picture: pictures?.[n],
    }));
  }
  const { generated, stretches } = samples;
  checkLengths(count, { generated, stretches });
  const prompts = groups.flatMap(({ prompt, particles }) => Array.from({ length: particles }, () => prompt));
  return generated.map((text, n) => ({
    modality: "text",
    text: `${prompts[n]}${text}${specification.suffix}`,
    generated: text,
    pieces: piecesOf(text, stretches[n]!),
  }));
}

function piecesOf(text: string, stretches: readonly number[]): { text: string; masked: boolean }[] {
  let from = 0;
  const pieces = stretches.map((length, i) => ({ text: text.slice(from, (from += length)), masked: i % 2 === 1 }));
  if (from !== text.length) throw new Error("a text's stretches do not add up to it");
  return pieces.filter((piece) => piece.text !== "");
}

/** Lengths of the pieces: known, guessed, known … */
export function stretchesOf(pieces: readonly { readonly text: string; readonly masked: boolean }[]): number[] {
  const stretches: number[] = [];
  for (const { text, masked } of pieces) {
    // Two of a kind cannot meet without one of no length between them.
    if ((stretches.length % 2 === 1) !== masked) stretches.push(0);
    stretches.push(text.length);
  }
  return stretches;
}

function betweenOf(stored: NonNullable<RunFileStep["between"]>, count: number): BytePlace[][] {
  const places = placesOf(stored, stored.of.length);
  if (places.length % count !== 0) throw new Error("the states between scored steps are not those of whole steps");
  return Array.from({ length: places.length / count }, (_, j) => places.slice(j * count, (j + 1) * count));
}

export function placesOf(
  { places, of }: { places: readonly BytePlace[]; of: readonly number[] },
  count: number,
): BytePlace[] {
  checkLengths(count, { states: of });
  return of.map((i) => {
    const place = places[i];
    if (place === undefined) throw new Error("a state has no place");
    return place;
  });
}

export function checkLengths(count: number, columns: Readonly<Record<string, ArrayLike<unknown> | undefined>>): void {
  for (const [name, column] of Object.entries(columns)) {
    if (column !== undefined && column.length !== count) {
      throw new Error(`${name} has ${column.length} entries and not ${count}`);
    }
  }
}

export function checkIndices(count: number, columns: Readonly<Record<string, readonly number[] | undefined>>): void {
  for (const [name, column] of Object.entries(columns)) {
    if (column?.some((index) => !Number.isInteger(index) || index < 0 || index >= count) === true) {
      throw new Error(`${name} names a particle that there is not`);
    }
  }
}
