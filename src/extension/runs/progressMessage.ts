/** How a run, or a comparison, stands, in half a line. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import { timeLeft } from "../../protocol/timeWords.ts";
import type { ComparisonEvent } from "../../protocol/comparison.ts";
import { formatEss } from "../../protocol/numberWords.ts";
import { progressFraction } from "../../protocol/progressFraction.ts";

export function progressMessage({
  status,
  message,
  step,
  steps,
  pass,
  groups,
  particles,
  secondsLeft,
}: RunView): string {
  if (status !== "running" || step === 0) return message;
  const ess = groups.flatMap(({ scored }) => scored.at(-1)?.ess ?? []).map((value) => formatEss(value));
  return [
    ...passWords(pass),
    `step ${step} of ${steps}`,
    ...(ess.length === 0 ? [] : [`ESS ${ess.join(" ")} of ${particles.length / groups.length}`]),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
  ].join(" · ");
}

/** What VS Code is to add to a bar that is at `reported` per cent; undefined where nobody knows how far the run is. */
export function progressIncrement(run: Parameters<typeof progressFraction>[0], reported: number): number | undefined {
  const fraction = progressFraction(run);
  return fraction === undefined ? undefined : Math.max(0, 100 * fraction - reported);
}

function passWords(pass: RunView["pass"]): string[] {
  if (pass === undefined || pass.count === 1) return [];
  return [
    pass.count === undefined
      ? `going on, iteration ${pass.number}`
      : `${pass.kind}, pass ${pass.number} of ${pass.count}`,
  ];
}

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
