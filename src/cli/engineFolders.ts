/** Where the command line finds models and lets rewards be read from. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { namedCudaFolder } from "../runtime/cuda/cudaFolder.ts";
import type { EngineSettings } from "../protocol/engine.ts";
import { type OpeningLimits, bySize, defaultRewardLimits } from "../protocol/limits.ts";
import type { RunSpecification } from "../protocol/specification.ts";
import { cacheFolder } from "./cacheFolder.ts";

/** The folder that holds `media/models`: one above `dist/` or two above `src/cli/`. */
function installation(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "media")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function realFile(file: string): string {
  return existsSync(file) ? realpathSync(file) : resolve(file);
}

/** Reward files named on the command line were named by the person at the terminal: their projects are trusted. */
export function engineSettings(
  specification?: Pick<RunSpecification, "rewards">,
  modelFolders: readonly string[] = [],
  imageChunk?: number,
  opening: OpeningLimits = bySize,
): EngineSettings {
  const files = specification?.rewards.flatMap(({ source }) => (source.kind === "file" ? [source.path] : [])) ?? [];
  const embedded = join(installation(), "media", "models");
  return {
    modelFolders: [embedded, ...modelFolders.map((folder) => resolve(folder))],
    embeddedModelFolders: [embedded],
    // A link that a person names is the file that it leads to.
    rewardFolders: files.flatMap((file) => [dirname(resolve(file)), dirname(realFile(file))]),
    trusted: true,
    reward: defaultRewardLimits,
    imageChunk,
    opening,
    cacheFolder: cacheFolder(),
    cudaFolder: namedCudaFolder(),
  };
}
