/** `--open-timeout` and `--open-memory`: what the opening of a model may take. No part of a run's specification, since they change no result. */
import { SteeringError } from "../errors.ts";
import { mostOpening, type OpeningLimits } from "../protocol/openingLimits.ts";
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
