import { describe, expect, it } from "vitest";
import { SteeringError, abortError } from "../../../src/errors.ts";
import type { Pass } from "../../../src/protocol/run.ts";
import { isActive } from "../../../src/protocol/activeRun.ts";
import { bestOf, newRunView, withEvent, withFailure, withResult, withWarning } from "../../../src/protocol/runView.ts";
import { statusSentence } from "../../../webview/run/statusText.ts";
import { groupResult, particle, specification, step } from "./runs.ts";

const device = { provider: "cpu", tried: [] };

describe("a run's view", () => {
  const fresh = newRunView("a", specification());

  it("follows the run from its queue to its steps", () => {
    const queued = withEvent(fresh, { kind: "queued" });
    expect(queued).toMatchObject({ status: "queued" });
    const started = withEvent(queued, { kind: "started", device, sandboxed: true, steps: 30, rewardVersions: ["a1"] });
    expect(started).toMatchObject({ status: "running", steps: 30, device, sandboxed: true, rewardVersions: ["a1"] });
    const stepped = withEvent(started, step(4, [particle(0, 0.1), particle(1, 0.7)], { ess: 1.5 }));
    expect(stepped).toMatchObject({ step: 4, best: 1, message: "Step 4 of 8." });
    const scored = [{ step: 4, ess: 1.5, resampled: false, strength: 10, survivors: 2 }];
    expect(stepped.groups).toEqual([{ prompt: "Once upon a time", best: 1, draw: undefined, logZ: 0, scored }]);
  });

  it("keeps the particles of the last scored step at a step that is not scored", () => {
    const scored = withEvent(fresh, step(4, [particle(0, 0.1)]));
    const next = withEvent(scored, { ...step(5, []), scoring: undefined });
    expect(next.step).toBe(5);
    expect(next.particles).toBe(scored.particles);
    expect(next.groups[0]?.scored).toHaveLength(1);
  });

  it("shows the last look at where images are heading until there is another, and none in the end", () => {
    const looked = withEvent(fresh, { ...step(1, []), scoring: undefined, previews: ["a", "b"] });
    const next = withEvent(looked, { ...step(2, []), scoring: undefined });
    expect(next.previews).toEqual(["a", "b"]);
    expect(withFailure(next, abortError()).previews).toEqual([]);
    expect(withFailure(next, new Error("lost")).previews).toEqual([]);
    const pass: Pass = { kind: "refinement", number: 2, count: 2 };
    expect(withEvent(next, step(4, [], { pass })).previews).toEqual([]);
  });

  it("begins its curves anew with every pass", () => {
    const pass = (nth: number): Pass => ({ kind: nth === 1 ? "run" : "refinement", number: nth, count: 2 });
    const ran = withEvent(fresh, step(4, [particle(0, 0.1)], { pass: pass(1) }));
    const refined = withEvent(ran, step(4, [particle(0, 0.2)], { pass: pass(2) }));
    expect(refined.pass).toEqual(pass(2));
    expect(refined.groups[0]?.scored).toHaveLength(1);
  });

  it("keeps the run's log Z in a refinement, which has no estimate of it", () => {
    const pass: Pass = { kind: "refinement", number: 2, count: 2 };
    const ran = withEvent(fresh, step(4, [particle(0, 0.1)]));
    const { scoring, ...event } = step(4, [particle(0, 0.2)], { pass });
    const conditional = { ...scoring!, groups: scoring!.groups.map((group) => ({ ...group, logZ: 9 })) };
    expect(withEvent(ran, { ...event, scoring: conditional }).groups[0]?.logZ).toBe(ran.groups[0]?.logZ);
    expect(withEvent(ran, { ...event, scoring: undefined }).groups[0]?.logZ).toBe(ran.groups[0]?.logZ);
  });

  it("keeps the prompts apart", () => {
    const two = newRunView("a", specification({ otherPrompts: ["The end"] }));
    const { scoring, ...event } = step(4, [particle(0, 0.9), particle(1, 0.1), particle(2, 0.3, "", 1)]);
    const [first] = scoring!.groups;
    const groups = [first!, { ...first!, prompt: "The end", ess: 1, logZ: -2 }];
    const view = withEvent(two, { ...event, scoring: { ...scoring!, groups } });
    expect(view.best).toBe(0);
    expect(view.groups).toMatchObject([
      { prompt: "Once upon a time", best: 0, logZ: 0 },
      { prompt: "The end", best: 2, logZ: -2, scored: [{ ess: 1 }] },
    ]);
  });

  it("never changes the view that it was given", () => {
    const before = structuredClone(fresh);
    withEvent(fresh, step(4, [particle(0, 0.1)]));
    withWarning(fresh, "slow");
    expect(fresh).toEqual(before);
  });

  it("names a warning once", () => {
    const twice = withWarning(withWarning(fresh, "slow"), "slow");
    expect(twice.warnings).toEqual(["slow"]);
  });

  it("ends with the result", () => {
    const done = withResult(fresh, {
      specification: specification(),
      particles: [particle(0, 0.1), particle(1, 0.9)],
      best: 1,
      groups: [groupResult({ best: 1, draw: 0, logZ: 0.5 })],
      scales: [{ mean: 0.2, scale: 0.1 }],
      iterations: [],
      forwardPasses: 12,
      seconds: { total: 3.21, model: 2, reward: 0.1, rewards: [0.1], decode: 0.1, loading: 1 },
      device,
      runFile: undefined,
    });
    expect(done).toMatchObject({
      status: "done",
      best: 1,
      groups: [{ best: 1, draw: 0, logZ: 0.5 }],
      scales: [{ mean: 0.2, scale: 0.1 }],
      message: "Done in 3.2 s: the best reward is 0.900.",
    });
    expect(isActive(done)).toBe(false);
  });

  it("keeps what was reached when it fails, and says why", () => {
    const reached = withEvent(fresh, step(4, [particle(0, 0.1)]));
    const failed = withFailure(reached, new SteeringError("engine-died", "The engine ended."));
    expect(failed).toMatchObject({ status: "failed", message: "The engine ended.", step: 4 });
    expect(failed.particles).toHaveLength(1);
  });

  it("takes cancellation for a stop, not a failure", () => {
    expect(withFailure(fresh, abortError())).toMatchObject({ status: "stopped", message: "Stopped at step 0 of 8." });
    // Nobody has said how many steps there are, and the model is not open.
    const unknown = { ...fresh, steps: 0 };
    expect(withFailure(unknown, abortError()).message).toBe("Stopped before its first step.");
    expect(statusSentence({ ...unknown, status: "stopped" })).toBe("Stopped before its first step");
  });
});

describe("the best particle", () => {
  it("is the first of those with the highest reward", () => {
    expect(bestOf([particle(0, 1), particle(1, 2), particle(2, 2)])).toBe(1);
  });

  it("is there even where every reward is −∞", () => {
    expect(bestOf([particle(0, -Infinity)])).toBe(0);
    expect(bestOf([])).toBeUndefined();
  });
});
