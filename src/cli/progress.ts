/** A run's progress on one line of a terminal; warnings and logs on lines of their own. Never on stdout. */
import type { RunEvent } from "../protocol/run.ts";

export interface Progress {
  show(event: RunEvent): void;
  clear(): void;
}

/** Without a terminal there is no progress line, only what stays: warnings and logs. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const live = stream.isTTY;
  const clear = (): void => {
    if (live) stream.write("\r\u001B[K");
  };
  const line = (text: string): void => {
    if (live) stream.write(`\r\u001B[K${text.slice(0, stream.columns - 1)}`);
  };
  return {
    clear,
    show(event) {
      switch (event.kind) {
        case "loading":
          line(`${event.message}…`);
          break;
        case "started":
          for (const { provider, reason } of event.device.tried) {
            if (reason !== undefined && live) stream.write(`\r\u001B[K${provider} was not taken: ${reason}\n`);
          }
          break;
        case "step": {
          const ess = event.scoring === undefined ? "" : `, ESS ${event.scoring.ess.toFixed(1)}`;
          const left = event.secondsLeft === undefined ? "" : `, ${Math.ceil(event.secondsLeft)} s left`;
          line(`Step ${event.step} of ${event.steps}${ess}${left}`);
          break;
        }
        case "warning":
          clear();
          stream.write(`Warning: ${event.message}\n`);
          break;
        case "log":
          clear();
          stream.write(`${event.reward}: ${event.message}\n`);
          break;
        default:
      }
    },
  };
}
