/** What the output channel tells of a run: what was asked, what it runs on and why, what rewards log, how it ended. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import type { DeviceReport, RunEvent } from "../../protocol/run.ts";
import type { RunSpecification } from "../../protocol/specification.ts";

export function startLine(specification: RunSpecification, runFile: string): string {
  const { model, rewards, particles, steps, strength, potential, seed } = specification;
  const names = rewards.map(({ source }) => (source.kind === "file" ? source.path : source.name)).join(" + ");
  return `Run: ${model}, ${names}, ${particles} particles, ${steps} steps, λ ${strength}, ${potential}, seed ${seed} → ${runFile}`;
}

export function eventLines(event: RunEvent): readonly string[] {
  switch (event.kind) {
    case "started":
      return [
        ...deviceLines(event.device),
        ...(event.sandboxed ? [] : ["This platform cannot seal rewards off: they run with the rights of VS Code."]),
      ];
    case "resumed":
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

/** "Runs on cpu (12.1 ms a call).", "Not on webgpu: no adapter." */
function deviceLines({ provider, tried }: DeviceReport): string[] {
  const taken = tried.find((one) => one.provider === provider)?.milliseconds;
  const others = tried
    .filter((one) => one.provider !== provider)
    .map((one) => `Not on ${one.provider}: ${one.reason ?? `${one.milliseconds?.toFixed(1) ?? "?"} ms a call`}`);
  return [`Runs on ${provider}${taken === undefined ? "" : ` (${taken.toFixed(1)} ms a call)`}.`, ...others];
}
