/** What an image model says of itself before it is loaded. */
import type { ModelWords } from "../../folders/modelWords.ts";
import { guidanceAdvice, guidingSaid } from "./guiding.ts";
import { readOwnSize } from "./ownSize.ts";
import { inspectPipelineFolder } from "./pipelineFolder.ts";

/** Throws what opening the folder throws before it loads a graph. */
export async function readImageInfo(path: string): Promise<ModelWords> {
  const folder = await inspectPipelineFolder(path);
  const { title, description = "An image model (diffusers).", steps, pipeline, denoiser } = folder;
  const { shape, factor, config } = await readOwnSize(folder);
  const advice = guidanceAdvice(guidingSaid(pipeline, config), pipeline, folder.guidance);
  return {
    title,
    description: [description, advice].filter((sentence) => sentence !== undefined).join(" "),
    extent: { kind: "pixels", width: shape.width * factor, height: shape.height * factor },
    steps,
    graph: denoiser,
  };
}
