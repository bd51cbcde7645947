/** A comparison's progress: one moving line in a terminal, one line a seed elsewhere. Never on stdout. */
import { beginningOf } from "../../cutText.ts";
import { timeLeft } from "../../protocol/timeWords.ts";
import type { ComparisonEvent, ComparisonProgress } from "../../protocol/comparison.ts";
import { createProgress } from "./progress.ts";
import { say, sayInstead } from "./terminal.ts";

export function createComparisonProgress(stream: NodeJS.WriteStream): {
  show(event: ComparisonEvent): void;
  clear(): void;
} {
  const others = createProgress(stream);
  let lastSeed = 0;
  return {
    clear: () => others.clear(),
    show(event) {
      if (event.kind !== "progress") others.show(event);
      else if (stream.isTTY) sayInstead(stream, beginningOf(lineOf(event), stream.columns - 1));
      else if (event.number > lastSeed) {
        lastSeed = event.number;
        say(stream, `Seed ${event.number} of ${event.seeds}\n`);
      }
    },
  };
}

function lineOf({ number, seeds, cloud, step, steps, secondsLeft }: ComparisonProgress): string {
  return `Seed ${number} of ${seeds}, ${cloud}, step ${step} of ${steps}, ${timeLeft(secondsLeft)}`;
}
