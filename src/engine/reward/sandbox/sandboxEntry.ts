/** How a sandbox is started: which file, under which flags, in which environment. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ForkOptions } from "node:child_process";
import type { RewardLimits } from "../../../protocol/limits.ts";
import { debuggedArgument, networkArgument } from "../../../protocol/sandbox.ts";

export interface SandboxEntry {
  readonly file: string;
  /** What the child may read: its own code. */
  readonly readable: readonly string[];
}

/** Beside the engine's bundle, or in the source tree. */
export function sandboxEntry(): SandboxEntry {
  const here = dirname(fileURLToPath(import.meta.url));
  const bundled = join(here, "sandbox.mjs");
  if (existsSync(bundled)) return { file: bundled, readable: [bundled] };
  const source = join(here, "../../../sandbox/main.ts");
  const root = join(here, "../../../..");
  return {
    file: source,
    readable: ["src", "package.json", "node_modules/vscode-jsonrpc"].map((path) => join(root, path)),
  };
}

/** What the child itself is told when it starts. */
export function sandboxArguments({ allowNetwork }: RewardLimits, isInspected = false): string[] {
  return [...(allowNetwork ? [networkArgument] : []), ...(isInspected ? [debuggedArgument] : [])];
}

/** Whether a process can have an inspector and be under the permission model all the same: older versions of Node have the one or the other. */
export function canBeInspectedClosed(): boolean {
  return process.allowedNodeEnvironmentFlags.has("--allow-inspector");
}

/**
 * Flags and environment of a child that may do nothing but compute and answer.
 * @param isInspected it has an inspector on loopback, at a port that is free
 */
export function sandboxOptions(
  entry: SandboxEntry,
  { memoryMegabytes, allowNetwork }: RewardLimits,
  isInspected = false,
): ForkOptions {
  const isClosed = !isInspected || canBeInspectedClosed();
  return {
    execArgv: [
      ...(isClosed ? permissionFlags(entry, allowNetwork) : []),
      ...(isInspected ? inspectorFlags() : []),
      "--enable-source-maps",
      "--no-warnings",
      "--no-addons",
      // The watchdog sees memory from outside; this ends a heap that grows between two looks.
      `--max-old-space-size=${memoryMegabytes}`,
    ],
    env: environment(),
    // It is there for sure; the folder for temporary files may be gone.
    cwd: dirname(entry.file),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  };
}

function inspectorFlags(): string[] {
  const allowed = canBeInspectedClosed() ? ["--allow-inspector"] : [];
  return [...allowed, "--inspect=127.0.0.1:0"];
}

/** None where this Node has no permission model: the child then says that it is not sandboxed. */
function permissionFlags({ readable }: SandboxEntry, allowNetwork: boolean): string[] {
  const known = process.allowedNodeEnvironmentFlags;
  const flag = ["--permission", "--experimental-permission"].find((name) => known.has(name));
  if (flag === undefined) return [];
  // Newer versions of Node close the network by the same flag; older ones do not know how to open it.
  const network = allowNetwork && known.has("--allow-net") ? ["--allow-net"] : [];
  return [flag, ...network, ...readable.map((path) => `--allow-fs-read=${path}`)];
}

/** Nothing of the engine's own; time zone and language fixed, so that a reward scores alike on every machine. */
function environment(): Record<string, string> {
  const { SystemRoot: systemRoot } = process.env;
  return {
    TZ: "UTC",
    LC_ALL: "en_US.UTF-8",
    ...(systemRoot === undefined ? {} : { SystemRoot: systemRoot }),
    ...(process.versions["electron"] === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" }),
  };
}
