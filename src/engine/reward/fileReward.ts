/** Rewards out of the workspace, opened: compiled here, run in a process of their own. */
import { basename } from "node:path";
import { compileReward, type CompiledReward } from "../../compile/compileReward.ts";
import type { CompileDiagnostic } from "../../compile/diagnostics.ts";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import { resolveParameters } from "../../rewards/parameters.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import type { OpenReward, OpenRewardOptions, ParameterRecord, RewardSettings } from "./opened.ts";
import { rewardModels } from "./rewardModels.ts";
import type { SandboxedReward } from "./sandbox/sandboxedReward.ts";

/** Folders that reward code may be read from: none in an untrusted workspace. */
export function rewardFolders(settings: RewardSettings): readonly string[] {
  return settings.trusted ? settings.rewardFolders : [];
}

/** A reward file, compiled and loaded: parameters come with each call. */
export interface LoadedFile extends AsyncDisposable {
  readonly name: string;
  readonly compiled: Extract<CompiledReward, { ok: true }>;
  readonly sandbox: SandboxedReward;
}

/** Throws as `openReward` does. */
export async function loadFileReward(path: string, { settings, ...options }: OpenRewardOptions): Promise<LoadedFile> {
  throwIfAborted(options.signal);
  const name = rewardNameOf(path);
  const compiled = await compileReward(path, { folders: rewardFolders(settings) });
  if (!compiled.ok) throw compileError(name, compiled.diagnostics);
  // Its RPC library takes a command that only has built-in rewards longer to begin.
  const { openSandboxedReward } = await import("./sandbox/sandboxedReward.ts");
  const sandbox = await openSandboxedReward({
    name,
    code: compiled.code,
    inputs: compiled.inputs,
    limits: settings.reward,
    models: rewardModels(settings),
    ...options,
  });
  return { name, compiled, sandbox, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

/** Throws as `openReward` does. */
export async function openFileReward(
  path: string,
  chosen: ParameterRecord,
  options: OpenRewardOptions,
): Promise<OpenReward> {
  const { name, compiled, sandbox } = await loadFileReward(path, options);
  try {
    const { accepts, description, hardConstraint, parameters: declared, sandboxed } = sandbox.loaded;
    const parameters = resolveParameters(name, declared, chosen);
    return {
      name,
      info: { name, source: { kind: "file", path }, accepts, description, hardConstraint, parameters: declared },
      parameters,
      hardConstraint,
      sandboxed,
      sha256: compiled.sha256,
      warnings: compiled.warnings.map(lineOf),
      score: (samples, stop) => sandbox.score(samples, parameters, stop),
      [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
    };
  } catch (error) {
    await sandbox[Symbol.asyncDispose]();
    throw error;
  }
}

function compileError(name: string, diagnostics: readonly CompileDiagnostic[]): SteeringError {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const what = first === undefined ? "" : `: ${lineOf(first)}${more}`;
  return new SteeringError(
    "reward-compile",
    `The reward ${name} cannot be compiled${what}. Correct it and run again.`,
    {
      details: { reward: name, diagnostics, ...(first === undefined ? {} : { location: first.location }) },
    },
  );
}

function lineOf({ location, message }: CompileDiagnostic): string {
  return `${basename(location.file)}:${location.line}:${location.column}: ${message}`;
}
