/** What a run is doing, in one sentence. Pure. */
import { reachedWords } from "../../src/protocol/reachedWords.ts";
import { timeLeft } from "../../src/protocol/timeWords.ts";
import type { RunStatus, RunView } from "../../src/protocol/panel.ts";
import { formatSeconds } from "../../src/protocol/timeWords.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { formatCount, formatEss, formatNumber, plural } from "../../src/protocol/numberWords.ts";
import type { IconName } from "../controls/icons.ts";

export const statusIcons: Readonly<Record<RunStatus, IconName>> = {
  queued: "clock",
  loading: "spinner",
  running: "spinner",
  paused: "pause",
  done: "check",
  stopped: "stop",
  failed: "error",
};

const longest = 1000;

export function statusSentence(run: RunView): string {
  return clip(wholeSentence(run), longest);
}

function wholeSentence(run: RunView): string {
  const passes = plural(run.forwardPasses, "forward pass", "forward passes");
  switch (run.status) {
    case "queued":
      return run.message || "Waiting for the run before it";
    case "loading":
      return run.message || "Loading the model";
    case "running":
      return [
        ...stoppingPart(run),
        ...passPart(run),
        `Step ${formatCount(run.step)} of ${formatCount(run.steps)}`,
        ...essPart(run),
        passes,
        ...(run.secondsLeft === undefined ? [] : [timeLeft(run.secondsLeft)]),
      ].join(" · ");
    case "done":
      return [
        run.seconds === undefined ? "Done" : `Done in ${formatSeconds(run.seconds.total)}`,
        ...bestPart(run),
        passes,
        ...(run.device === undefined ? [] : [run.device.provider]),
      ].join(" · ");
    case "paused":
      return [
        `Waits for your votes at step ${formatCount(run.step)} of ${formatCount(run.steps)}`,
        ...essPart(run),
        passes,
      ].join(" · ");
    case "stopped":
      return `Stopped ${reachedWords(run)}`;
    case "failed":
      break;
  }
  return run.message || "The run failed. The log says why.";
}

/** The same, short enough to be listened to while it goes on. */
export function spokenSentence(run: RunView): string {
  if (run.status !== "running") return statusSentence(run);
  if (run.stopping !== undefined) return stoppingPart(run).join("");
  const best = run.particles.reduce((most, { reward }) => Math.max(most, reward), -Infinity);
  const resampled = run.groups.some(({ scored }) => scored.at(-1)?.resampled === true);
  return [
    `Step ${formatCount(run.step)} of ${formatCount(run.steps)}`,
    ...(best === -Infinity ? [] : [`best ${formatNumber(best)}`]),
    ...(resampled ? ["resampled"] : []),
  ].join(", ");
}

function stoppingPart({ stopping }: RunView): string[] {
  if (stopping === undefined) return [];
  return [stopping === "now" ? "Stopping after this model call" : "Stopping after the next scored step"];
}

const passNames = { pilot: "Pilot", run: "Run", refinement: "Refinement" } as const;

/** Which pass of several. */
function passPart({ pass }: RunView): string[] {
  return pass === undefined || pass.count === 1
    ? []
    : [
        pass.count === undefined
          ? `Going on, iteration ${pass.number}`
          : `${passNames[pass.kind]}, pass ${pass.number} of ${pass.count}`,
      ];
}

function essPart({ groups, particles }: RunView): string[] {
  const now = groups.flatMap(({ scored }) => scored.at(-1)?.ess ?? []);
  if (now.length === 0) return [];
  return [`ESS ${now.map(formatEss).join(", ")} of ${formatCount(particles.length / groups.length)}`];
}

function bestPart(run: RunView): string[] {
  const best = run.bestBefore?.particle ?? run.particles.find((one) => one.index === run.best);
  return best === undefined ? [] : [`best reward ${formatNumber(best.reward)}`];
}
