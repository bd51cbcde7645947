/** How a run stands, in half a line. Pure. */
import type { RunView } from "../../protocol/panel.ts";

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

export function timeLeft(seconds: number): string {
  if (seconds < 1) return "less than a second left";
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  return `${Math.ceil(seconds / 60)} min left`;
}
