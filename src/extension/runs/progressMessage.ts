/** How a run stands, in half a line. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import { timeLeft } from "../../protocol/timeLeft.ts";

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
  const ess = groups.flatMap(({ scored }) => scored.at(-1)?.ess ?? []).map((value) => value.toFixed(1));
  return [
    ...(pass === undefined || pass.count === 1 ? [] : [`${pass.kind}, pass ${pass.number} of ${pass.count}`]),
    `step ${step} of ${steps}`,
    ...(ess.length === 0 ? [] : [`ESS ${ess.join(" ")} of ${particles.length / groups.length}`]),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
  ].join(" · ");
}
