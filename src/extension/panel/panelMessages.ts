/** What the page may say, looked at before it is believed. Pure. */
import * as v from "valibot";
import { SteeringError } from "../../errors.ts";

const particle = v.strictObject({ particle: v.pipe(v.number(), v.integer(), v.minValue(0)) });

const open = v.strictObject({
  what: v.picklist(["reward", "new-reward", "log"]),
  path: v.optional(v.string()),
});

export type OpenRequest = v.InferOutput<typeof open>;

export function parseParticle(input: unknown): number {
  return parse(particle, input).particle;
}

export function parseOpen(input: unknown): OpenRequest {
  return parse(open, input);
}

function parse<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) return result.output;
  throw new SteeringError(
    "internal",
    `The panel sent a message that makes no sense: ${result.issues[0].message}. Close it and open it again.`,
  );
}
