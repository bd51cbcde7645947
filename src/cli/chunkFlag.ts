/** `--chunk`: how many inputs an image model takes at once. It is no part of a run's specification, since it changes no result. */
import { SteeringError } from "../errors.ts";
import { mostImageChunk } from "../protocol/imageChunk.ts";
import type { Flag, ParsedFlags } from "./flags.ts";

export const chunkFlag: Flag = {
  name: "chunk",
  kind: "number",
  placeholder: "<count>",
  description: `Inputs that the model takes at once, 1 to ${mostImageChunk}, an image with guidance being two; halved where memory is short, changes no image`,
  standard: "what suits the device",
};

/** Undefined where it was left out. Throws `specification-invalid`. */
export function chunkOf(flags: ParsedFlags): number | undefined {
  const chunk = flags.number(chunkFlag.name);
  if (chunk === undefined || (Number.isSafeInteger(chunk) && chunk >= 1 && chunk <= mostImageChunk)) return chunk;
  throw new SteeringError(
    "specification-invalid",
    `--chunk must be a whole number from 1 to ${mostImageChunk}, and it is ${chunk}.`,
    { details: { field: "chunk" } },
  );
}
