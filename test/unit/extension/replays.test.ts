import { describe, expect, it } from "vitest";
import { abortError, SteeringError } from "../../../src/errors.ts";
import { newRunView } from "../../../src/protocol/runView.ts";
import { Replays } from "../../../src/extension/sessions/replays.ts";
import type { RunView } from "../../../src/protocol/panel.ts";
import type { ReplayReport } from "../../../src/protocol/replay.ts";
import { specification } from "./runs.ts";

const run: RunView = { ...newRunView("/a.fkrun", specification()), status: "done" };
const report = (seconds: number): ReplayReport => {
  return { rewardVersions: [], particles: [], ess: [], steps: [], unknownFrom: undefined, seconds };
};

function harness() {
  const calls: { readonly resolve: (report: ReplayReport) => void; readonly reject: (error: unknown) => void }[] = [];
  const memory = new Map<string, unknown>();
  let code: string | undefined;
  const replays = new Replays({
    replay: (_, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ resolve, reject });
        signal.addEventListener("abort", () => reject(abortError()));
      }),
    changed: () => code,
    memory: { get: (name) => memory.get(name), update: async (name, value) => void memory.set(name, value) },
  });
  const save = (hash: string | undefined): void => {
    code = hash;
    replays.look([run]);
  };
  return { replays, calls, save };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("replays", () => {
  it("weigh a run anew when its reward is other code, and only the newest code's counts", async () => {
    const { replays, calls, save } = harness();
    save(undefined);
    expect(replays.of(run)).toBeUndefined();
    save("1");
    save("1");
    expect(calls).toHaveLength(1);
    expect(replays.of(run)).toEqual({ live: true, isRunning: true });
    calls[0]!.resolve(report(1));
    await settled();
    save("2");
    expect(replays.of(run)).toMatchObject({ isRunning: true, report: { seconds: 1 } });
    save("3");
    calls[1]!.resolve(report(2));
    calls[2]!.resolve(report(3));
    await settled();
    expect(replays.of(run)).toEqual({ live: true, isRunning: false, report: report(3) });
    save(undefined);
    expect(replays.of(run)).toBeUndefined();
  });

  it("say what the new code threw, and nothing of a run that goes on or is looked at no more", async () => {
    const { replays, calls, save } = harness();
    save("1");
    calls[0]!.reject(new SteeringError("reward-threw", "It threw."));
    await settled();
    expect(replays.of(run)).toEqual({ live: true, isRunning: false, problem: "It threw." });
    replays.look([]);
    replays.look([{ ...run, status: "running" }]);
    expect(calls).toHaveLength(1);
    expect(replays.of({ ...run, status: "running" })).toBeUndefined();
  });

  it("tell no more of other code than there is, where they are switched off", async () => {
    const { replays, calls, save } = harness();
    save("1");
    calls[0]!.resolve(report(1));
    await settled();
    replays.setLive(false);
    expect(replays.of(run)).toMatchObject({ live: false, report: { seconds: 1 } });
    save("2");
    expect(calls).toHaveLength(1);
    expect(replays.of(run)).toEqual({ live: false, isRunning: false });
  });

  it("wait while they are switched off", () => {
    const { replays, calls, save } = harness();
    replays.setLive(false);
    save("1");
    expect(calls).toHaveLength(0);
    expect(replays.of(run)).toEqual({ live: false, isRunning: false });
    replays.setLive(true);
    save("1");
    expect(calls).toHaveLength(1);
  });
});
