/**
 * The `.fkrun` format: JSON Lines, append-only; a header, one record a scored step, an end. A cut last line is
 * tolerated by the reader. Types only. Numbers that JSON lacks are the strings "NaN", "Infinity", "-Infinity".
 */
import type { DeviceReport, ParticleView, RunSeconds, WireError } from "../protocol/run.ts";
import type { RunSpecification } from "../protocol/specification.ts";

export const runFileVersion = 1;

export interface RunFileHeader {
  readonly kind: "header";
  readonly version: number;
  /** ISO 8601. */
  readonly created: string;
  readonly specification: RunSpecification;
  readonly model: { readonly name: string; readonly files: readonly { readonly path: string; readonly sha256: string }[] };
  /** In the order of the specification; the hash is of the bundle that scored. */
  readonly rewards: readonly { readonly name: string; readonly sha256: string }[];
  readonly device: DeviceReport;
  readonly versions: Readonly<Record<string, string>>;
}

/** A scored step: what is needed to recompute every number shown. Arrays have one entry a particle. */
export interface RunFileStep {
  readonly kind: "step";
  readonly step: number;
  readonly ess: number;
  readonly resampled: boolean;
  readonly logZ: number;
  readonly strength: number;
  readonly values: readonly number[];
  /** [particle][draw] */
  readonly rewards: readonly (readonly number[])[];
  readonly logPotentials: readonly number[];
  readonly logWeights: readonly number[];
  readonly ancestors: readonly number[];
  readonly particles: readonly ParticleView[];
}

export type RunFileEnd =
  | {
      readonly kind: "end";
      readonly outcome: "done";
      readonly particles: readonly ParticleView[];
      readonly best: number;
      readonly draw: number;
      readonly ess: readonly number[];
      readonly logZ: number;
      readonly forwardPasses: number;
      readonly seconds: RunSeconds;
    }
  | { readonly kind: "end"; readonly outcome: "stopped" }
  | { readonly kind: "end"; readonly outcome: "failed"; readonly error: Pick<WireError, "code" | "message" | "details"> };

export type RunFileLine = RunFileHeader | RunFileStep | RunFileEnd;
