/** An image model's folder as far as its denoiser can be tried on a device, before it is loaded. */
import { join, resolve } from "node:path";
import type { StateShape } from "../../diffusion/image.ts";
import type { Graph } from "../device/measure.ts";
import { hashFiles, jointHash } from "../folders/fileHash.ts";
import { wishOf } from "../folders/graphChoice.ts";
import type { ModelFile, OpenModelOptions } from "../loadedModel.ts";
import { type OwnSize, readOwnSize } from "./pipeline/ownSize.ts";
import { inspectPipelineFolder, type PipelineFolder } from "./pipeline/pipelineFolder.ts";
import type { StateLayout } from "./stateLayout.ts";

export interface TimedImageGraph {
  readonly folder: PipelineFolder;
  readonly size: OwnSize;
  readonly files: readonly ModelFile[];
  readonly graph: Graph;
}

/** Images that run together where they gain by it. */
export const chunkOnDevice = 4;

/** Throws what `openImageModel` does before it loads anything. */
export async function timedImageGraph(path: string, options: OpenModelOptions): Promise<TimedImageGraph> {
  const folder = await inspectPipelineFolder(resolve(path), wishOf(options));
  const size = await readOwnSize(folder);
  const files = await hashFiles(folder.path, folder.files, options.signal);
  return {
    ...{ folder, size, files },
    graph: {
      path: join(folder.path, folder.denoiser),
      bytes: folder.bytes,
      together: folder.together,
      sha256: jointHash(files),
      free: [chunkOnDevice, ...sizesToTime(size.shape, folder.pipeline.layout)],
      output: folder.output,
    },
  };
}

function sizesToTime({ channels, height, width }: StateShape, { side }: StateLayout): readonly number[] {
  if (side === 1) return [channels, height, width];
  // Text is timed at as many tokens: few enough that a large image's do not fill the device in a trial.
  return [Math.min(1024, (height * width) / side ** 2)];
}
