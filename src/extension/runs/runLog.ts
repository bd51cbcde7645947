/** What the output channel tells of a run: what was asked, what it runs on and why, what rewards log, how it ended. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import type { DeviceReport, RunEvent } from "../../protocol/run.ts";
import { particlesOf, type RunSpecification } from "../../protocol/specification.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";

export function startLine(specification: RunSpecification, runFile: string): string {
  const { model, rewards, steps, strength, potential, seed } = specification;
  const names = rewards.map(({ source }) => (source.kind === "file" ? source.path : source.name)).join(" + ");
  return `Run: ${model}, ${names}, ${particlesOf(specification)} particles, ${steps} steps, λ ${strength}, ${potential}, seed ${seed} → ${runFile}`;
}

export function eventLines(event: RunEvent): readonly string[] {
  switch (event.kind) {
    case "started":
      return [
        ...deviceLines(event.device),
        ...(event.sandboxed ? [] : ["This platform cannot seal rewards off: they run with the rights of VS Code."]),
      ];
    case "resumed":
    case "repeated":
    case "warning":
    case "unkept":
      return [event.message];
    case "log":
      return [`${event.reward}: ${event.message}`];
    default:
      return [];
  }
}

export function endLine({ message, forwardPasses }: RunView): string {
  return forwardPasses === 0 ? message : `${message} ${forwardPasses} forward passes.`;
}

/** "Runs on cpu (12 ms a call).", "Not on webgpu: no adapter." */
function deviceLines({ provider, tried }: DeviceReport): string[] {
  const timeOf = ({ milliseconds }: DeviceReport["tried"][number]): string =>
    milliseconds === undefined ? "" : `${formatSeconds(milliseconds / 1000)} a call`;
  const taken = tried.filter((one) => one.provider === provider).map(timeOf);
  const others = tried
    .filter((one) => one.provider !== provider)
    .map((one) => `Not on ${one.provider}: ${one.reason ?? timeOf(one)}`);
  return [`Runs on ${provider}${taken[0] ? ` (${taken[0]})` : ""}.`, ...others];
}
