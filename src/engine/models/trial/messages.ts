/** What passes between a trial's child and whoever started it. Types only. */
import type { DeviceName, PrecisionName } from "../../../protocol/runFields.ts";
import type { WireError } from "../../../protocol/run.ts";
import type { KnownHash } from "../../../runtime/folders/fileHash.ts";
import type { FolderModelName } from "../../reward/folderKinds.ts";
import type { Modality } from "../../../protocol/modality.ts";

export type TrialKind = Modality | FolderModelName;

export interface TrialRequest {
  readonly path: string;
  readonly kind: TrialKind;
  /** What the model is to run on, and in which of its precisions. */
  readonly device?: DeviceName;
  readonly precision?: PrecisionName;
  /** How long the trial may last, so that it ends where nobody is left to end it. */
  readonly seconds: number;
}

export type TrialReply =
  /** What it is at, for the sentence that tells where it ended. */
  | { readonly at: string }
  /** `files`: everything that the model depends on, in its order, none where only the device itself can load it; `hashes`: what was worked out of them, which takes long for large files. */
  | { readonly files: readonly string[]; readonly hashes: readonly KnownHash[] }
  | { readonly failure: WireError };
