/** A sweep's progress: one moving line in a terminal, one line a cell elsewhere. Never on stdout. */
import type { SweepEvent, SweepProgress } from "../../protocol/sweep.ts";
import { cellWords } from "../../protocol/sweepWords.ts";
import { beginningOf } from "../../cutText.ts";
import { timeLeft } from "../../protocol/timeWords.ts";
import { createProgress } from "./progress.ts";
import { say, sayInstead } from "./terminal.ts";

export function createSweepProgress(stream: NodeJS.WriteStream): { show(event: SweepEvent): void; clear(): void } {
  const others = createProgress(stream);
  let last = -1;
  return {
    clear: () => others.clear(),
    show(event) {
      if (event.kind === "cell") {
        if (event.result.outcome === "done") return;
        others.clear();
        say(stream, `Cell ${event.cell + 1} failed: ${event.result.error.message}\n`);
      } else if (event.kind !== "progress") others.show(event);
      else if (stream.isTTY) sayInstead(stream, beginningOf(lineOf(event), stream.columns - 1));
      else if (event.cell.index !== last) {
        last = event.cell.index;
        say(stream, `Cell ${last + 1} of ${event.cells}: ${cellWords(event.cell)}\n`);
      }
    },
  };
}

function lineOf({ cell, cells, ended, step, steps, secondsLeft }: SweepProgress): string {
  return `${ended} of ${cells} cells, ${cellWords(cell)}, step ${step} of ${steps}, ${timeLeft(secondsLeft)}`;
}
