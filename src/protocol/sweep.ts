/**
 * A sweep: one request, run in every cell of a grid of strengths, particles, potentials, seeds and prompts. What is asked, told on the way, and
 * found. Pure.
 */
import * as v from "valibot";
import { SteeringError, type ErrorCode } from "../errors.ts";
import type { Frozen } from "./fields.ts";
import type { Modality } from "./modality.ts";
import type { DeviceReport, RunEvent, StepEvent } from "./run.ts";
import { dividedAmong } from "./presets.ts";
import { runFields } from "./runFields.ts";
import type { RunSpecification } from "./specification.ts";

/** More would be days of work, and no grid that anybody looks at. */
export const maxCells = 4096;

const axisOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.pipe(
    v.array(schema),
    v.minLength(1, "must have at least one value"),
    v.maxLength(maxCells, `must have at most ${maxCells} values`),
    v.check((values) => new Set(values).size === values.length, "must have no value twice"),
  );

/** By field of the specification: the values that it takes. */
export const sweepAxesSchema = v.strictObject({
  strength: axisOf(runFields.strength.schema),
  particles: axisOf(runFields.particles.schema),
  potential: axisOf(runFields.potential.schema),
  seed: axisOf(runFields.seed.schema),
  prompt: axisOf(runFields.prompt.schema),
});
export type SweepAxes = Frozen<v.InferOutput<typeof sweepAxesSchema>>;
export type SweepAxis = keyof SweepAxes;

/** Where in the grid. */
export type SweepPlace = { readonly [Axis in SweepAxis]: SweepAxes[Axis][number] };

export interface SweepCell extends SweepPlace {
  /** In the order in which cells run, from 0. */
  readonly index: number;
}

/** A sweep as it is asked for: what its cells have in common, and its axes. */
export interface Sweep {
  /** One prompt, not refined. What the axes say is in their place. */
  readonly specification: RunSpecification;
  readonly axes: SweepAxes;
}

export interface SweepRequest {
  readonly id: string;
  /** The folder that holds its record and the files of its runs; what is there of the same sweep is gone on with. */
  readonly folder: string;
  /** Absent: what the record in the folder says. */
  readonly sweep?: Sweep | undefined;
}

/**
 * Seed after seed, so that the whole grid is there early and intervals narrow later; then prompts, and the most particles first: those with
 * fewer take their first steps from them.
 */
export function cellsOf({ seed, prompt, particles, potential, strength }: SweepAxes): SweepCell[] {
  const most = particles.toSorted((a, b) => b - a);
  return seed
    .flatMap((s) => prompt.map((p) => ({ seed: s, prompt: p })))
    .flatMap((place) => most.map((n) => ({ ...place, particles: n })))
    .flatMap((place) => potential.map((one) => ({ ...place, potential: one })))
    .flatMap((place) => strength.map((λ) => ({ ...place, strength: λ })))
    .map((place, index) => ({ ...place, index }));
}

/** Without making them. */
export function cellCount(axes: SweepAxes): number {
  return Object.values(axes).reduce((product, values) => product * values.length, 1);
}

/** The run of a cell: its particles are those of a prompt, which the islands of the request share as far as they can be divided among them. */
export function cellSpecification(
  { specification }: Pick<Sweep, "specification">,
  { strength, particles, potential, seed, prompt }: SweepPlace,
): RunSpecification {
  return { ...specification, strength, ...dividedAmong(specification.islands, particles), potential, seed, prompt };
}

/** Particles that take their first steps as one, whatever they are steered by: those of the same seed and prompt. */
export function sharesNoise(one: SweepPlace, other: SweepPlace): boolean {
  return one.seed === other.seed && one.prompt === other.prompt;
}

/** @throws SteeringError `specification-invalid` for axes that make no grid, and for what a sweep has no place for */
export function checkSweep({ specification, axes }: Sweep): void {
  const refuse = (field: string, why: string): SteeringError =>
    new SteeringError("specification-invalid", `The sweep cannot start: ${why}`, { details: { field } });
  const parsed = v.safeParse(sweepAxesSchema, axes, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = (v.getDotPath(issue) ?? "axes").replace(/\.\d+$/u, "");
    throw refuse(field, `${field} ${issue.message}. Change it.`);
  }
  const cells = cellCount(axes);
  if (cells > maxCells) {
    throw refuse("axes", `it would have ${cells} cells, and ${maxCells} are the most. Leave some values out.`);
  }
  if (specification.otherPrompts.length > 0) {
    throw refuse("otherPrompts", "prompts are an axis of it: name them there, and none beside each other.");
  }
  if (specification.pause !== undefined) {
    throw refuse("pause", "its cells wait for nobody. Run the one that you like and vote there.");
  }
  if (specification.refine !== undefined) {
    throw refuse("refine", "its cells are not refined. Open the one that you like as a run and refine that.");
  }
}

/** UTF-16 units of a text that a table shows. */
export const excerptLength = 200;

/** How a cell ended. Rewards are over the particles that meet the hard constraints; undefined where there is none. */
export interface CellFigures {
  /** The reward of the best particle. */
  readonly best: number | undefined;
  /** Its expectation over a draw by weight, Σ W r. */
  readonly draw: number | undefined;
  /** The mean of all particles. */
  readonly mean: number | undefined;
  /** Of the last step, of all islands together. */
  readonly ess: number;
  readonly logZ: number;
  /** Particles of the start that still have descendants. */
  readonly survivors: number;
  /** distinct-2 of the texts, or how far images lie apart (root mean square, 0 to 1). */
  readonly variety: number | undefined;
  /** Fraction of the particles that meet the hard constraints. */
  readonly feasible: number;
  /** The different rewards of its particles, where they are few. */
  readonly values: readonly number[] | undefined;
  /** How many particles were scored at the end. */
  readonly scored: number;
  /** Sequences that went through the network for this cell: what it took over from another is not counted again. */
  readonly forwardPasses: number;
  readonly seconds: number;
  /** Of the best particle's text. */
  readonly excerpt: string | undefined;
}

export type CellOutcome =
  | { readonly outcome: "done"; readonly figures: CellFigures }
  | { readonly outcome: "failed"; readonly error: { readonly code: ErrorCode; readonly message: string } };

/** A cell that ended. */
export interface EndedCell {
  readonly cell: number;
  readonly result: CellOutcome;
}

export interface SweepResult extends Sweep {
  readonly folder: string;
  readonly modality: Modality;
  readonly device: DeviceReport;
  readonly cells: readonly EndedCell[];
  /** Sequences that went through the network this time. */
  readonly forwardPasses: number;
  /** Wall time of this time, loading in it. */
  readonly seconds: number;
}

export type SweepEvent =
  | Exclude<RunEvent, StepEvent>
  | SweepProgress
  /** A cell has ended and is on record. */
  | ({ readonly kind: "cell" } & EndedCell);

export interface SweepProgress {
  readonly kind: "progress";
  readonly cell: SweepCell;
  /** How many cells have ended, of how many. */
  readonly ended: number;
  readonly cells: number;
  readonly step: number;
  readonly steps: number;
  /** The part of the whole sweep that is done, in 0 … 1. */
  readonly done: number;
  readonly secondsLeft: number;
  /** Sequences that went through the network since this time began. */
  readonly forwardPasses: number;
}
