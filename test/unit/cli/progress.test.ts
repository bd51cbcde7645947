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

  it("has only devices that were not taken, warnings and logs without a terminal", () => {
    const tried = [
      { provider: "webgpu", milliseconds: undefined, reason: "no adapter" },
      { provider: "cpu", milliseconds: 4, reason: undefined },
    ];
    const started = { kind: "started", device: { provider: "cpu", tried }, sandboxed: true, steps: 4 } as const;
    const events: RunEvent[] = [
      { kind: "loading", message: "Opening" },
      { ...started, rewardVersions: [] },
      step(plain),
      { kind: "warning", message: "Careful." },
      { kind: "log", reward: "mine", message: "hm" },
    ];
    expect(written(events)).toBe("webgpu was not taken: no adapter\nWarning: Careful.\nmine: hm\n");
    expect(written(events.slice(0, 2), 80)).toBe("|Opening…|webgpu was not taken: no adapter\n");
  });
});
