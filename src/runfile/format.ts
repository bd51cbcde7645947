/**
 * The `.fkrun` format: JSON Lines, append-only; a header, one record of a pilot if there was one, one a scored step, an end. A cut last line is
 * tolerated by the reader. Encoded states lie in a binary file beside it (`.fkstates`), each unique one once.
 */
import type * as v from "valibot";
import type { Frozen } from "../protocol/frozen.ts";
import type { endSchema, headerSchema, pilotSchema, stepSchema } from "./schema.ts";

export const runFileVersion = 1;

/** What the run was asked to be, and everything that its outcome depends on. */
export type RunFileHeader = Frozen<v.InferOutput<typeof headerSchema>>;
/** An unsteered pilot went before the run, to standardise its rewards. */
export type RunFilePilot = Frozen<v.InferOutput<typeof pilotSchema>>;
/**
 * A scored step: what is needed to recompute every number shown. Arrays have one entry a particle, before any
 * resampling; `states` are those that went on, after it: where each lies in the `.fkstates` file, absent past its size limit.
 */
export type RunFileStep = Frozen<v.InferOutput<typeof stepSchema>>;
export type RunFileEnd = Frozen<v.InferOutput<typeof endSchema>>;
export type RunFileLine = RunFileHeader | RunFilePilot | RunFileStep | RunFileEnd;

/** Where a state lies in the `.fkstates` file, in bytes. */
export interface StatePlace {
  readonly offset: number;
  readonly length: number;
}

/** The binary file that belongs to a run file. */
export function statesPath(runFile: string): string {
  return runFile.replace(/\.fkrun$/, "") + ".fkstates";
}
