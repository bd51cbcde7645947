/** A run's progress on one line of a terminal; warnings and logs on lines of their own. Never on stdout. */
import { beginningOf } from "../../cutText.ts";
import { timeLeft } from "../../protocol/timeWords.ts";
import type { Pass, RunEvent, StepEvent } from "../../protocol/run.ts";
import { say, sayInstead } from "./terminal.ts";
import { formatEss } from "../../protocol/numberWords.ts";

export interface Progress {
  show(event: RunEvent): void;
  clear(): void;
}

/** Without a terminal there is no progress line, only what stays: devices that were not taken, warnings and logs. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const live = stream.isTTY;
  const clear = (): void => {
    if (live) sayInstead(stream);
  };
  const line = (text: string): void => {
    if (live) sayInstead(stream, beginningOf(text, stream.columns - 1));
  };
  return {
    clear,
    show(event) {
      switch (event.kind) {
        case "loading":
          line(`${event.message}…`);
          break;
        case "started":
          clear();
          for (const { provider, reason } of event.device.tried) {
            if (reason !== undefined) say(stream, `${provider} was not taken: ${reason}\n`);
          }
          break;
        case "step":
          line(stepLine(event));
          break;
        case "resumed":
        case "repeated":
          clear();
          say(stream, `${event.message}\n`);
          break;
        case "warning":
          clear();
          say(stream, `Warning: ${event.message}\n`);
          break;
        case "unkept":
          // The run's end says it again, for whoever reads only that.
          if (live) sayInstead(stream, `Warning: ${event.message}\n`);
          break;
        case "log":
          clear();
          say(stream, `${event.reward}: ${event.message}\n`);
          break;
        default:
      }
    },
  };
}

function stepLine({ pass, step, steps, scoring, secondsLeft }: StepEvent): string {
  const ess = scoring === undefined ? "" : `, ESS ${scoring.groups.map((group) => formatEss(group.ess)).join(" ")}`;
  const left = secondsLeft === undefined ? "" : `, ${timeLeft(secondsLeft)}`;
  return `${passName(pass)}step ${step} of ${steps}${ess}${left}`.replace(/^s/u, "S");
}

/** Empty where there is only one. */
function passName({ kind, number, count }: Pass): string {
  if (count === undefined) return `Iteration ${number}, `;
  return count === 1 ? "" : `Pass ${number} of ${count} (${kind}), `;
}
