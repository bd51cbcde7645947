/** How a comparison stands, in half a line. Pure. */
import type { ComparisonEvent } from "../../protocol/comparison.ts";
import { timeLeft } from "../../protocol/timeLeft.ts";

/** Undefined for what is no state. */
export function comparisonMessage(event: ComparisonEvent): string | undefined {
  switch (event.kind) {
    case "queued":
      return "waiting for the run before it";
    case "loading":
      return event.message;
    case "progress": {
      const { number, seeds, cloud, step, steps, secondsLeft } = event;
      return [
        `seed ${number} of ${seeds}`,
        `${cloud}, step ${step} of ${steps}`,
        // The first steps say little of the rest.
        ...(number === 1 && cloud === "steered" ? [] : [timeLeft(secondsLeft)]),
      ].join(" · ");
    }
    default:
      return undefined;
  }
}
