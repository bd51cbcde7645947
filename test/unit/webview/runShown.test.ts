/** A run as the panel shows it: its sentence, its text. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PanelState, RunView } from "../../../src/protocol/panel.ts";
import { Announcer } from "../../../webview/run/announcer.ts";
import { progressFraction } from "../../../src/protocol/progressFraction.ts";
import { reviveState } from "../../../webview/host/reviveState.ts";
import { rovingTarget } from "../../../webview/particles/roving.ts";
import { head, splitText, tail } from "../../../webview/particles/splitText.ts";
import { isActive } from "../../../src/protocol/activeRun.ts";
import { spokenSentence, statusSentence } from "../../../webview/run/statusText.ts";
import { baseState, runAt } from "../../../webview/dev/story.ts";

const running = runAt(baseState.form, 24);

describe("a run's sentence", () => {
  it("says step, ESS, forward passes and time left", () => {
    expect(statusSentence({ ...running, forwardPasses: 1204, secondsLeft: 5.4 })).toBe(
      "Step 24 of 64 · ESS 3.6 of 8 · 1\u202f204 forward passes · 6 s left",
    );
  });

  it("says when it is over, with the best reward", () => {
    expect(statusSentence(runAt(baseState.form, 64))).toMatch(
      /^Done in 9\.3 s · best reward 0\.932 · 364 forward passes · cpu$/,
    );
  });

  it("is shorter where it is listened to: step, best, and whether it was resampled", () => {
    expect(spokenSentence(running)).toMatch(/^Step 24 of 64, best \d\.\d+, resampled$/u);
    const scored = running.groups.map((group) => ({
      ...group,
      scored: group.scored.map((step) => ({ ...step, resampled: false })),
    }));
    expect(spokenSentence({ ...running, groups: scored })).toMatch(/^Step 24 of 64, best \d\.\d+$/u);
    expect(spokenSentence({ ...running, status: "queued", message: "Third" })).toBe("Third");
  });

  it("is the host's where it is queued or failed", () => {
    expect(statusSentence({ ...running, status: "queued", message: "Third in the queue" })).toBe("Third in the queue");
    expect(statusSentence({ ...running, status: "failed", message: "No memory." })).toBe("No memory.");
  });

  it("knows how far it is, and whether it can be stopped", () => {
    expect(progressFraction(running)).toBe(24 / 64);
    expect(progressFraction({ ...running, status: "loading" })).toBeUndefined();
    expect(isActive(running)).toBe(true);
    expect(isActive({ ...running, status: "stopped" })).toBe(false);
    expect(isActive(undefined)).toBe(false);
  });
});

describe("what JSON loses", () => {
  it("comes back as −∞", () => {
    const [first] = running.particles;
    if (first === undefined) throw new Error("no particle");
    const run: RunView = {
      ...running,
      groups: running.groups.map((group) => ({
        ...group,
        logZ: -Infinity,
        island: { share: 0, logZ: -Infinity, isDrawn: false },
      })),
      iterations: [{ iteration: 0, logZ: -Infinity, meanReward: -Infinity, bestReward: 1, keptReward: 1 }],
      particles: [{ ...first, reward: -Infinity, parts: [1, -Infinity] }],
    };
    const sent = JSON.parse(JSON.stringify({ ...baseState, run })) as PanelState;
    const revived = reviveState(sent).run;
    expect(revived?.groups[0]?.logZ).toBe(-Infinity);
    expect(revived?.groups[0]?.island?.logZ).toBe(-Infinity);
    expect(revived?.iterations).toEqual(run.iterations);
    expect(revived?.particles[0]).toMatchObject({ reward: -Infinity, parts: [1, -Infinity] });
    const unknown = running.groups.map((group) => ({ ...group, logZ: undefined }));
    expect(reviveState({ ...sent, run: { ...running, groups: unknown } }).run?.groups[0]?.logZ).toBeUndefined();
    expect(reviveState(JSON.parse(JSON.stringify(baseState)) as PanelState).run).toBeUndefined();
  });
});

describe("a text", () => {
  it("is parted around what was generated", () => {
    expect(splitText({ text: "Once upon a cat sat down.", generated: " cat sat" }, " down.")).toEqual({
      prefix: "Once upon a",
      suffix: " down.",
    });
    expect(splitText({ text: "a b b", generated: " b" }, "")).toEqual({ prefix: "a b", suffix: "" });
  });

  it("is shown whole where the tokenizer changed it beyond finding", () => {
    expect(splitText({ text: "abc", generated: "x" }, "")).toEqual({ prefix: "", suffix: "" });
  });

  it("is cut at words", () => {
    expect(tail("the quick brown fox", 10)).toBe("… brown fox");
    expect(head("the quick brown fox", 12)).toBe("the quick …");
    expect(tail("short", 10)).toBe("short");
  });
});

describe("the arrow keys", () => {
  it("walk a grid and stop at its edges", () => {
    expect(rovingTarget("ArrowDown", 1, 5, 2)).toBe(3);
    expect(rovingTarget("ArrowDown", 4, 5, 2)).toBe(4);
    expect(rovingTarget("ArrowLeft", 0, 5, 2)).toBe(0);
    expect(rovingTarget("End", 0, 5, 2)).toBe(4);
    expect(rovingTarget("Tab", 0, 5, 2)).toBeUndefined();
  });
});

describe("the announcer", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says the first at once, of the rest only the last, and a change of status always", () => {
    const said: string[] = [];
    const announcer = new Announcer((sentence) => said.push(sentence), 5000);
    announcer.announce("step 1");
    announcer.announce("step 2");
    announcer.announce("step 3");
    expect(said).toEqual(["step 1"]);
    vi.advanceTimersByTime(5000);
    expect(said).toEqual(["step 1", "step 3"]);
    announcer.announce("step 4");
    announcer.announce("done", true);
    vi.advanceTimersByTime(20_000);
    expect(said).toEqual(["step 1", "step 3", "done"]);
    announcer.dispose();
  });
});
