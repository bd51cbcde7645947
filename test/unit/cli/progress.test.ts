import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgress } from "../../../src/cli/print/progress.ts";
import type { Pass, RunEvent } from "../../../src/protocol/run.ts";

const plain: Pass = { kind: "run", number: 1, count: 1 };

/** What a terminal of `columns` columns gets, or without columns a pipe. */
function written(events: readonly RunEvent[], columns?: number): string {
  const stream = new PassThrough();
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const progress = createProgress(Object.assign(stream, terminal) as unknown as NodeJS.WriteStream);
  for (const event of events) progress.show(event);
  return String(stream.read() ?? "").replaceAll("\r\u001B[K", "|");
}

function step(pass: Pass, ess: readonly number[] = []): RunEvent {
  const groups = ess.map((one) => ({
    prompt: "",
    ess: one,
    resampled: false,
    logZ: 0,
    strength: 10,
    survivors: 1,
  }));
  const scoring = groups.length === 0 ? undefined : { groups, ancestors: [], particles: [] };
  return { kind: "step", pass, step: 3, steps: 64, scoring, previews: undefined, forwardPasses: 1, secondsLeft: 4.2 };
}

describe("the progress of a run", () => {
  it("is one line on a terminal: step, ESS of every prompt, time left", () => {
    expect(written([step(plain, [2.25, 3])], 80)).toBe("|Step 3 of 64, ESS 2.3 3, 5 s left");
    expect(written([step(plain)], 12)).toBe("|Step 3 of 6");
  });

  it("says which pass it is where there are several", () => {
    expect(written([step({ kind: "refinement", number: 2, count: 4 })], 80)).toBe(
      "|Pass 2 of 4 (refinement), step 3 of 64, 5 s left",
    );
  });

  it("has only warnings and logs without a terminal", () => {
    const warning: RunEvent = { kind: "warning", message: "Careful." };
    expect(written([step(plain), warning, { kind: "log", reward: "mine", message: "hm" }])).toBe(
      "Warning: Careful.\nmine: hm\n",
    );
  });
});
