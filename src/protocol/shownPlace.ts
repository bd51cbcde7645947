/** What was looked at of a run, as it is kept over a reload of the window. */
import * as v from "valibot";
import { ballotSchema } from "./ballot.ts";
import type { Frozen } from "./fields.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** More do not fit beside each other. */
export const mostPins = 4;

/** A scored step, and the particles that were seen side by side. */
export const shownPlaceSchema = v.object({
  /** Undefined: the newest. */
  step: v.optional(index),
  pins: v.pipe(v.array(index), v.maxLength(mostPins)),
  /** Votes on the step at which it waits, which nobody has gone on by yet. */
  ballot: v.optional(ballotSchema),
});
export type ShownPlace = Frozen<v.InferOutput<typeof shownPlaceSchema>>;
