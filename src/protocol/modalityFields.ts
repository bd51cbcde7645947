/** Which fields of a run specification mean something for texts only, or for images only. Pure. */
import type { RunSpecification } from "./specification.ts";

export type Modality = "text" | "image";
type Field = keyof RunSpecification;

const own: Readonly<Record<Modality, readonly Field[]>> = {
  text: ["suffix", "proposal", "temperature", "length", "truncateContext"],
  image: ["width", "height", "negativePrompt", "guidance", "sampler"],
};

/** The request without what a model of that kind knows nothing of: the defaults hold there. */
export function ownPart<Request extends object>(request: Request, modality: Modality): Request {
  const foreign = new Set<string>(foreignFields(modality));
  return Object.fromEntries(Object.entries(request).filter(([name]) => !foreign.has(name))) as Request;
}

/** What a model that makes texts, or images, knows nothing of. */
export function foreignFields(modality: Modality): readonly Field[] {
  return own[modality === "text" ? "image" : "text"];
}
