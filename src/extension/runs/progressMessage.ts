/** How a run stands, in half a line. Pure. */
import type { RunView } from "../../protocol/panel.ts";

export function progressMessage({ status, message, step, steps, essTrace, particles, secondsLeft }: RunView): string {
  if (status !== "running" || step === 0) return message;
  const ess = essTrace.at(-1)?.ess;
  return [
    `step ${step} of ${steps}`,
    ...(ess === undefined ? [] : [`ESS ${ess.toFixed(1)} of ${particles.length}`]),
    ...(secondsLeft === undefined ? [] : [timeLeft(secondsLeft)]),
  ].join(" · ");
}

function timeLeft(seconds: number): string {
  if (seconds < 1) return "less than a second left";
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  return `${Math.ceil(seconds / 60)} min left`;
}
