/**
 * The `.fkrun` format: JSON Lines, append-only. Bytes lie in files beside it: encoded states in `.fkstates`, what was scored (pictures, token ids, every
 * draw's rewards) in `.fksamples`. A line says where its bytes lie and by which checksum they are known.
 */
import type * as v from "valibot";
import type { Frozen } from "../protocol/fields.ts";
import type {
  continuationSchema,
  endSchema,
  headerSchema,
  pilotSchema,
  referenceSchema,
  resultSchema,
  selectionSchema,
  stepSchema,
  warningSchema,
} from "./schema.ts";

export const runFileVersion = 2;

/** What the run was asked to be, and everything that its outcome depends on. */
export type RunFileHeader = Frozen<v.InferOutput<typeof headerSchema>>;
/** An unsteered pilot went before the run, to standardise its rewards. */
export type RunFilePilot = Frozen<v.InferOutput<typeof pilotSchema>>;
/** Something that the person was told. */
export type RunFileWarning = Frozen<v.InferOutput<typeof warningSchema>>;
/** The path that particle 0 of a refinement follows. */
export type RunFileReference = Frozen<v.InferOutput<typeof referenceSchema>>;
/** The run goes on after its end. */
export type RunFileContinuation = Frozen<v.InferOutput<typeof continuationSchema>>;
/** A scored step as it was weighed, before anything was selected. Arrays have one entry a particle. */
export type RunFileStep = Frozen<v.InferOutput<typeof stepSchema>>;
/** What became of the step before it. */
export type RunFileSelection = Frozen<v.InferOutput<typeof selectionSchema>>;
/** All figures of a run that came to its end. */
export type RunFileResult = Frozen<v.InferOutput<typeof resultSchema>>;
/** The last line, short: what a list shows. */
export type RunFileEnd = Frozen<v.InferOutput<typeof endSchema>>;
export type RunFileLine =
  | RunFileHeader
  | RunFilePilot
  | RunFileWarning
  | RunFileReference
  | RunFileContinuation
  | RunFileStep
  | RunFileSelection
  | RunFileResult
  | RunFileEnd;

/** The file of states that belongs to a run file. */
export function statesPath(runFile: string): string {
  return beside(runFile, ".fkstates");
}

/** The file of pictures, tokens and rewards of draws that belongs to a run file. */
export function samplesPath(runFile: string): string {
  return beside(runFile, ".fksamples");
}

/** The run file that states or samples belong to. */
export function runFileOfPart(path: string): string {
  return path.replace(/\.fk(?:states|samples)$/, ".fkrun");
}

function beside(runFile: string, suffix: string): string {
  return runFile.replace(/\.fkrun$/, "") + suffix;
}
