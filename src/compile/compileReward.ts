/** A reward file of the workspace, as one ES module that imports nothing. Knows no VS Code. */
import { SteeringError } from "../errors.ts";
import type { SourceLocation } from "../errors.ts";

/** A finding of the compiler. Lines and columns count from 1. */
export interface CompileDiagnostic {
  readonly location: SourceLocation;
  /** Column just after the finding, on the same line. */
  readonly endColumn: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

export interface CompileOptions {
  /** Absolute paths of folders that may be read from; empty in an untrusted workspace. */
  readonly folders: readonly string[];
  /** The file's text where an editor holds a newer one than the disk. */
  readonly text?: string;
}

export type CompiledReward =
  | {
      readonly ok: true;
      /** ES module with an inline source map. */
      readonly code: string;
      /** Of `code`, hexadecimal. */
      readonly sha256: string;
      /** Absolute paths of all files that went in: a change of one changes the reward. */
      readonly inputs: readonly string[];
      readonly warnings: readonly CompileDiagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly CompileDiagnostic[] };

/** Throws `reward-untrusted` where `folders` is empty, `reward-missing` where there is no such file. */
export function compileReward(path: string, _options: CompileOptions): Promise<CompiledReward> {
  throw new SteeringError("internal", `${path}: file rewards are being built.`);
}
