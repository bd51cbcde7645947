/** Flags of the engine that are no part of a run's specification, since they change no result: how many inputs an image model takes at once, and what opening a model may take. */
import { SteeringError } from "../../errors.ts";
import { type OpeningLimits, mostImageChunk, mostOpening } from "../../protocol/limits.ts";
import type { Flag, ParsedFlags } from "./flags.ts";

const timeout: Flag = {
  name: "open-timeout",
  kind: "number",
  placeholder: "<seconds>",
  description: "Seconds that the opening of a model may take (default: 60, and 30 more a gigabyte of its folder)",
};
const memory: Flag = {
  name: "open-memory",
  kind: "number",
  placeholder: "<MB>",
  description: "Megabytes that the opening of a model may hold (default: 2048, and three times its folder)",
};

export const openingFlags: readonly Flag[] = [timeout, memory];

/** Throws `specification-invalid`. */
export function openingOf(flags: ParsedFlags): OpeningLimits {
  return {
    seconds: limitOf(flags, timeout, mostOpening.seconds),
    megabytes: limitOf(flags, memory, mostOpening.megabytes),
  };
}

function limitOf(flags: ParsedFlags, { name }: Flag, most: number): number {
  const limit = flags.number(name);
  if (limit === undefined) return 0;
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new SteeringError(
    "specification-invalid",
    `--${name} must be a whole number from 1 to ${most}, and it is ${limit}.`,
    { details: { field: name } },
  );
}

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
