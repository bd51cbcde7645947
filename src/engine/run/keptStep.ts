/** A scored step as its run file keeps it: bytes first, then the lines that point to them. Knows nothing of files' formats but the lines. */
import type { ParticleView } from "../../protocol/particle.ts";
import type { RunFileSelection, RunFileStep } from "../../runfile/format.ts";
import { stretchesOf } from "../../runfile/recordedStep.ts";
import { encodeDraws } from "../../runfile/sampleBlock.ts";
import type { RunFileWriter } from "../../runfile/write.ts";
import type { Cloud, CloudGroup, Scoring } from "../../steering/record.ts";
import type { ScoredDiagnostics } from "../../steering/diagnostics.ts";
import { picturesOf, type Pictures } from "../models/imageView.ts";
import type { RunProcess } from "../models/runModel.ts";
import type { AnySample } from "../reward/opened.ts";

/** A scored step that is weighed: what an intervention sees of it, or its record has. */
export interface WeighedStep {
  /** The iteration of particle Gibbs; 0 is the run itself. */
  readonly iteration: number;
  readonly steps: number;
  /** With this step's potentials in it, and without interventions. */
  readonly weighed: Cloud<object>;
  readonly scoring: Pick<
    Scoring<AnySample>,
    "samples" | "rewards" | "values" | "logPotentials" | "logFactors" | "logPaid"
  >;
  /** By group. */
  readonly floors: readonly (number | undefined)[];
  readonly particles: readonly ParticleView[];
  /** What a reward of several said of a sample, each by itself. */
  readonly partsOf: (sample: AnySample) => readonly number[] | undefined;
  /** All states of each step since the scored one before; undefined where they are not kept. */
  readonly between: readonly (readonly object[])[] | undefined;
  readonly process: Pick<RunProcess, "encode" | "account">;
  readonly forwardPasses: number;
}

/** What became of it. */
export interface StepSelection {
  readonly iteration: number;
  readonly step: number;
  readonly scoring: Pick<Scoring<AnySample>, "interventions" | "ancestors" | "groups">;
  /** Diagnostics of the step, by group. */
  readonly diagnosed: readonly Pick<ScoredDiagnostics, "survivors">[];
}

/**
 * Where each thing that the particle system tells of a scored step is kept. A new one does not compile before it has a place here; those of `step`,
 * `selection` and `draws` are held against what a file gives back by a test.
 */
export const placeOfScoring: Readonly<
  Record<keyof Scoring<unknown>, keyof RunFileStep | `selection.${keyof RunFileSelection}` | "worked out">
> = {
  samples: "samples",
  rewards: "draws",
  values: "values",
  logPotentials: "logPotentials",
  logFactors: "logFactors",
  logPaid: "logPaid",
  interventions: "selection.interventions",
  logWeights: "logWeights",
  weights: "worked out",
  ancestors: "selection.ancestors",
  groups: "selection.groups",
};

/** The same of a group's. */
export const placeOfGroup: Readonly<
  Record<
    keyof Scoring<unknown>["groups"][number],
    | keyof RunFileStep["groups"][number]
    | `selection.${keyof RunFileSelection["groups"][number]}`
    | "worked out"
    | "header"
  >
> = {
  key: "header",
  strength: "strength",
  ess: "selection.ess",
  resampled: "selection.resampled",
  logZ: "selection.logZ",
  floor: "floor",
  infeasible: "worked out",
};

/** The same of the cloud that was selected from. */
export const placeOfCloud: Readonly<
  Record<keyof Cloud<unknown>, keyof RunFileStep> & Record<keyof CloudGroup, "groups" | "header">
> = {
  step: "step",
  states: "states",
  groups: "groups",
  logWeights: "logWeights",
  paid: "paid",
  lastTilt: "lastTilt",
  runningMax: "runningMax",
  runningSum: "runningSum",
  logFactors: "logFactors",
  logPaid: "logPaid",
  key: "header",
  start: "header",
  count: "header",
  logZ: "groups",
  strength: "groups",
};

/** The step's line, whose bytes are stored before it: written with its selection, or before anybody has selected. */
export async function weighedLine(file: RunFileWriter, kept: WeighedStep): Promise<RunFileStep> {
  const samples = await keptSamples(file, kept);
  const [draws] = await file.storeSamples([encodedDraws(kept)]);
  const states = await file.storeStates(kept.weighed.states, (state) => kept.process.encode(state));
  const { iteration, steps, scoring, floors, weighed, particles, forwardPasses } = kept;
  const between =
    kept.between && (await file.storeStates(kept.between.flat(), (state) => kept.process.encode(state), "between"));
  return {
    kind: "step",
    iteration,
    step: weighed.step,
    steps,
    forwardPasses,
    groups: weighed.groups.map(({ strength, logZ }, g) => {
      const floor = floors[g];
      return floor === undefined ? { strength, logZ } : { strength, logZ, floor };
    }),
    values: Array.from(scoring.values),
    parts: particles.map(({ parts }) => parts),
    logPotentials: Array.from(scoring.logPotentials),
    logWeights: Array.from(weighed.logWeights),
    ...(scoring.logFactors && { logFactors: Array.from(scoring.logFactors) }),
    ...(scoring.logPaid && { logPaid: Array.from(scoring.logPaid) }),
    paid: Array.from(weighed.paid),
    lastTilt: Array.from(weighed.lastTilt),
    runningMax: Array.from(weighed.runningMax),
    runningSum: Array.from(weighed.runningSum),
    roots: particles.map(({ ancestor }) => ancestor),
    samples,
    draws: draws!,
    ...(states === undefined ? {} : { states }),
    ...(between && { between }),
  };
}

export function selectionLine({ iteration, step, scoring, diagnosed }: StepSelection): RunFileSelection {
  const { interventions, ancestors, groups } = scoring;
  return {
    kind: "selection",
    iteration,
    step,
    ...(interventions === undefined ? {} : { interventions: Array.from(interventions) }),
    groups: groups.map(({ ess, resampled, logZ }, g) => {
      return { ess, resampled, logZ, survivors: diagnosed[g]!.survivors };
    }),
    ancestors: Array.from(ancestors),
  };
}

function encodedDraws({ scoring, weighed, partsOf, process }: WeighedStep): Uint8Array {
  return encodeDraws({
    rewards: scoring.rewards,
    parts: scoring.samples.map((draws) => draws.map((draw) => partsOf(draw) ?? [])),
    tokens:
      process.account === undefined
        ? undefined
        : weighed.states.map((state, n) => process.account!(state, scoring.samples[n]!)),
  });
}

/** The first sample of each particle, where it has several draws. */
async function keptSamples(
  file: RunFileWriter,
  { weighed, steps, scoring, particles }: WeighedStep,
): Promise<RunFileStep["samples"]> {
  const images = scoring.samples.flatMap(([sample]) => (sample !== undefined && "data" in sample ? [sample] : []));
  if (images.length === 0) {
    const texts = particles.flatMap((particle) => (particle.modality === "text" ? [particle] : []));
    return {
      modality: "text",
      generated: texts.map(({ generated }) => generated),
      stretches: texts.map(({ pieces }) => stretchesOf(pieces)),
    };
  }
  const isLast = weighed.step === steps;
  const pictures = images.map(picturesOf);
  const thumbnails = await file.storeSamples(pictures.map(({ thumbnail }) => thumbnail));
  const whole = isLast || file.hasRoomForPictures ? await file.storeSamples(await packed(pictures, isLast)) : undefined;
  return {
    modality: "image",
    width: images.map(({ width }) => width),
    height: images.map(({ height }) => height),
    thumbnails: [...thumbnails],
    ...(whole === undefined ? {} : { pictures: [...whole] }),
  };
}

/** A few at a time: an image is large before it is packed. */
const packedAtOnce = 4;

/** PNG files of all pixels, at the end as small as may be. */
async function packed(pictures: readonly Pictures[], isLast: boolean): Promise<Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (let from = 0; from < pictures.length; from += packedAtOnce) {
    const some = pictures.slice(from, from + packedAtOnce);
    files.push(...(await Promise.all(some.map(async (each) => (isLast ? each.full : each.quick())))));
  }
  return files;
}
