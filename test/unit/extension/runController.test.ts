import { describe, expect, it } from "vitest";
import { SteeringError, abortError } from "../../../src/errors.ts";
import type { RunEvent, RunResult } from "../../../src/protocol/run.ts";
import type { RunRequest } from "../../../src/protocol/specification.ts";
import type { RunView } from "../../../src/protocol/panel.ts";
import { newRunView } from "../../../src/protocol/runView.ts";
import { RunController } from "../../../src/extension/runs/runController.ts";
import { engineHeldBack } from "../../../src/extension/engine/engineDeath.ts";
import type { AskedRun } from "../../../src/extension/queue/askedRun.ts";
import { putBack, takeOut } from "../../../src/extension/queue/takenOut.ts";
import type { StartRun } from "../../../src/protocol/engine.ts";
import { isPause, pausedAt } from "../../../src/protocol/pause.ts";
import { groupResult, particle, specification, step } from "./runs.ts";

const result: RunResult = {
  specification: specification(),
  particles: [particle(0, 0.5)],
  best: 0,
  groups: [groupResult()],
  scales: undefined,
  iterations: [],
  forwardPasses: 4,
  seconds: { total: 1, model: 1, reward: 0, rewards: [0], decode: 0.1, loading: 0 },
  device: { provider: "cpu", tried: [] },
  runFile: "/runs/a",
};

const asked = (changed: Partial<RunRequest> = {}) => ({ kind: "run", specification: specification(changed) }) as const;

interface Call {
  readonly request: object;
  readonly onEvent: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly resolve: (result: RunResult) => void;
  readonly reject: (error: unknown) => void;
}

function harness() {
  const calls: Call[] = [];
  const views: RunView[] = [];
  const abandoned: string[] = [];
  const halted: string[] = [];
  const logged: string[] = [];
  const execute = (request: object, onEvent: Call["onEvent"], signal: AbortSignal): Promise<RunResult> =>
    new Promise((resolve, reject) => {
      calls.push({ request, onEvent, signal, resolve, reject });
    });
  const controller = new RunController({
    execute,
    resume: execute,
    goOn: execute,
    halt: (id) => halted.push(id),
    abandon: (reason) => abandoned.push(reason),
    onChange: (view) => views.push(view),
    onLog: (line) => logged.push(line),
  });
  return { controller, calls, views, abandoned, halted, logged };
}

describe("the run controller", () => {
  it("tells of a run from its start to its end", async () => {
    const { controller, calls, views } = harness();
    const run = controller.start(asked(), "/runs/a");
    calls[0]?.onEvent(step(4, [particle(0, 0.5)]));
    calls[0]?.resolve(result);
    const { view, error } = await run.ended;
    expect(error).toBeUndefined();
    expect(view.status).toBe("done");
    expect(views.map(({ status }) => status)).toEqual(["loading", "running", "done"]);
    expect(controller.active()).toEqual([]);
  });

  it("keeps a run waiting that it was refused to go on with, and what waits is nobody's", async () => {
    const { controller, calls, views } = harness();
    const run = controller.start(asked(), "/runs/a");
    calls[0]?.onEvent(step(4, [particle(0, 0.5)]));
    calls[0]?.reject(pausedAt(4, 8));
    const { view, error } = await run.ended;
    expect([view.status, isPause(error)]).toEqual(["paused", true]);
    expect(controller.view("/runs/a")).toBeUndefined();
    const again = controller.resume(view, { votes: { step: 4, votes: [{ particle: 0, vote: "kill" }] } });
    await again.begun;
    expect(calls[1]?.request).toMatchObject({ votes: { step: 4 } });
    calls[1]?.reject(new SteeringError("run-file", "Another window writes into it."));
    expect((await again.ended).view).toEqual(view);
    expect(views.at(-1)?.status).toBe("paused");
    const further = controller.resume(view);
    await further.begun;
    calls[2]?.onEvent(step(6, [particle(0, 0.5)]));
    calls[2]?.reject(new SteeringError("reward-threw", "It threw."));
    expect((await further.ended).view).toMatchObject({ status: "failed", message: "It threw." });
  });

  it("stops a run through its signal, and takes whatever comes of it for a stop", async () => {
    const { controller, calls } = harness();
    const run = controller.start(asked(), "/runs/a");
    controller.stop(run.id);
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(controller.view(run.id)?.message).toContain("Stopping");
    calls[0]?.onEvent(step(5, [particle(0, 0.5)]));
    expect(controller.view(run.id)?.message).toContain("Stopping");
    calls[0]?.reject(new SteeringError("engine-died", "gone"));
    expect((await run.ended).view.status).toBe("stopped");
  });

  it("shows a run that goes on no further as its file tells it, however that ended", async () => {
    const { controller, calls, views } = harness();
    const reached: RunView = { ...newRunView("/runs/a", specification()), status: "done" };
    const whole: RunView = { ...reached, message: "as the file tells it" };
    const run = controller.goOn(reached, { kind: "seconds", seconds: 1 }, () => Promise.resolve(whole));
    expect(views.at(-1)).toMatchObject({ status: "loading", message: "Going on." });
    calls[0]?.onEvent(step(4, [particle(0, 0.5)]));
    expect(controller.view(run.id)?.status).toBe("running");
    controller.stop(run.id);
    calls[0]?.reject(abortError());
    expect((await run.ended).view).toBe(whole);
  });

  it("stops a run after its step by the engine's own means, says so until it ends, and stops it at once when asked then", async () => {
    const { controller, calls, halted } = harness();
    const run = controller.start(asked(), "/runs/a");
    calls[0]?.onEvent(step(4, [particle(0, 0.5)]));
    controller.stopAfterStep(run.id);
    controller.stopAfterStep(run.id);
    expect(halted).toEqual([run.id]);
    expect(calls[0]?.signal.aborted).toBe(false);
    calls[0]?.onEvent(step(5, [particle(0, 0.5)]));
    expect(controller.view(run.id)).toMatchObject({ stopping: "after step", step: 5 });
    expect(controller.view(run.id)?.message).toContain("Stopping after its next scored step");
    controller.stop(run.id);
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(controller.view(run.id)?.stopping).toBe("now");
    calls[0]?.reject(new SteeringError("engine-died", "gone"));
    expect((await run.ended).view).toMatchObject({ status: "stopped", step: 5 });
    expect((await run.ended).view).not.toHaveProperty("stopping");
  });

  it("stops at once what has no step to stop after", () => {
    const { controller, calls, halted } = harness();
    controller.stopAfterStep(controller.start(asked(), "/runs/a").id);
    expect(halted).toEqual([]);
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  it("ends the engine when it is told to stop twice", () => {
    const { controller, abandoned } = harness();
    const run = controller.start(asked(), "/runs/a");
    controller.stop(run.id);
    expect(abandoned).toEqual([]);
    controller.stop(run.id);
    expect(abandoned).toHaveLength(1);
  });

  it("gives the failure to whoever waits, and keeps the others going", async () => {
    const { controller, calls } = harness();
    const [first, second] = [controller.start(asked(), "/a"), controller.start(asked(), "/b")];
    const failure = new SteeringError("reward-threw", "It threw.");
    calls[0]?.onEvent(step(4, [particle(0, 0.5)]));
    calls[0]?.reject(failure);
    expect(await first.ended).toMatchObject({ error: failure, view: { status: "failed", message: "It threw." } });
    expect(controller.active().map(({ id }) => id)).toEqual([second.id]);
    await second.begun;
    expect(calls).toHaveLength(2);
    // It is found with the queue, to be asked for again, until a person lets go of it.
    const view = { status: "failed", message: "It threw.", specification: specification(), particles: [] };
    expect(controller.failed.all).toMatchObject([{ id: "/a", asked: asked(), view }]);
    expect([controller.failed.forget("/a"), controller.failed.forget("/a")]).toEqual([true, false]);
    expect(controller.failed.all).toEqual([]);
  });

  it("puts what was taken out of its queue back where it was, and has a held queue wait for a person again", async () => {
    const { controller, calls } = harness();
    for (const [seed, path] of ["/a", "/b", "/c", "/d"].entries()) controller.start(asked({ seed }), path);
    const again = async (one: AskedRun) => {
      if (one.kind !== "run") throw new Error("Nothing is resumed here.");
      return controller.start(one, `/again-${one.specification.seed}`, { patient: true });
    };
    const some = takeOut(controller, ["/d", "/b", "/gone"]);
    expect(controller.queue.waiting).toEqual(["/c"]);
    await putBack(some, controller, again);
    expect(controller.queue.waiting).toEqual(["/again-1", "/c", "/again-3"]);
    controller.queue.hold("why");
    calls[0]!.reject(new SteeringError("reward-threw", "It threw."));
    await expect.poll(() => controller.queue.current).toBeUndefined();
    const all = takeOut(controller, [...controller.queue.waiting, "/a"]);
    expect([controller.queue.waiting, controller.queue.held, controller.failed.all]).toEqual([[], undefined, []]);
    await putBack(all, controller, again);
    expect([controller.queue.current, controller.queue.held]).toEqual([undefined, "why"]);
    expect(controller.failed.all).toMatchObject([{ id: "/a", view: { message: "It threw." } }]);
    // Asked for again before it is put back, it is not among those that failed.
    const failure = takeOut(controller, ["/a"]);
    controller.start(asked(), "/a", { patient: true });
    await putBack(failure, controller, again);
    expect(controller.failed.all).toEqual([]);
    controller.stop("/a");
    expect(controller.queue.waiting).toEqual(["/again-1", "/again-2", "/again-3"]);
    controller.queue.goOn();
    const rest = takeOut(controller, controller.queue.waiting);
    controller.stop("/again-1");
    calls[1]!.reject(new Error("stopped"));
    await expect.poll(() => controller.queue.current).toBeUndefined();
    // What nothing is before, and no person holds, begins.
    await putBack(rest, controller, again);
    expect([controller.queue.current, controller.queue.waiting]).toEqual(["/again-2", ["/again-3"]]);
  });

  it("puts back the others where one of those that were taken out cannot be asked for any more", async () => {
    const { controller } = harness();
    for (const [seed, path] of ["/a", "/b", "/c", "/d"].entries()) controller.start(asked({ seed }), path);
    const all = takeOut(controller, controller.queue.waiting);
    const again = async (one: AskedRun) => {
      if (one.kind !== "run" || one.specification.seed === 1) throw new SteeringError("run-file", "Its file is gone.");
      return controller.start(one, `/again-${one.specification.seed}`, { patient: true });
    };
    await expect(putBack(all, controller, again)).rejects.toThrow("Its file is gone.");
    expect(controller.queue.waiting).toEqual(["/again-2", "/again-3"]);
  });

  it("needs the files of what goes on, waits or has failed, and of what such a run begins from", async () => {
    const { controller, calls } = harness();
    const needed = (...paths: string[]): string[] => paths.filter((path) => controller.needs(path));
    controller.start(asked(), "/a");
    controller.start({ ...asked(), from: { run: "/source", step: 4, particle: 1 } }, "/branch");
    controller.start({ ...asked(), repeats: "/original" }, "/again");
    const all = ["/a", "/branch", "/again", "/source", "/original", "/other"];
    expect(needed(...all)).toEqual(all.slice(0, -1));
    calls[0]!.resolve(result);
    await expect.poll(() => calls.length).toBe(2);
    calls[1]!.reject(new SteeringError("reward-threw", "It threw."));
    await expect.poll(() => calls.length).toBe(3);
    // It can be asked for again.
    expect(needed(...all)).toEqual(["/branch", "/again", "/source", "/original"]);
    controller.failed.forget("/branch");
    calls[2]!.resolve(result);
    await expect.poll(() => needed(...all)).toEqual([]);
  });

  it("has a run once: neither twice in its queue, nor among those that failed while it waits again", async () => {
    const { controller, calls } = harness();
    controller.start(asked(), "/a");
    controller.start(asked(), "/b");
    expect(() => controller.start(asked(), "/b")).toThrow("/b goes on or waits already");
    expect(() => controller.start(asked(), "/a")).toThrow("/a goes on or waits already");
    calls[0]!.reject(new SteeringError("reward-threw", "It threw."));
    await expect.poll(() => controller.failed.all.map(({ id }) => id)).toEqual(["/a"]);
    controller.start(asked(), "/a");
    expect([controller.queue.waiting, controller.failed.all]).toEqual([["/a"], []]);
  });

  it("asks the engine for one run at a time, in the order that a person has put them in, and takes out what is stopped", async () => {
    const { controller, calls } = harness();
    const [first, second, third, fourth] = ["/a", "/b", "/c", "/d"].map((path, seed) =>
      controller.start(asked({ seed }), path),
    );
    expect(calls).toHaveLength(1);
    expect(controller.active().map(({ id, status }) => [id, status])).toEqual([
      ["/a", "loading"],
      ["/b", "queued"],
      ["/c", "queued"],
      ["/d", "queued"],
    ]);
    controller.queue.shift("/d", -1);
    controller.stop("/b");
    expect((await second!.ended).view.status).toBe("stopped");
    controller.stop("/a");
    calls[0]!.reject(new SteeringError("engine-died", "gone"));
    expect((await first!.ended).view.status).toBe("stopped");
    await fourth!.begun;
    calls[1]!.resolve(result);
    await third!.begun;
    expect(calls.map(({ request }) => (request as StartRun).id)).toEqual(["/a", "/d", "/c"]);
    // What a person stopped has not failed.
    expect(controller.failed.all).toEqual([]);
  });

  it("holds the queue where the engine is not started for the next run either, and goes on when told", async () => {
    const { controller, calls } = harness();
    controller.start(asked(), "/a");
    const second = controller.start(asked(), "/b");
    calls[0]!.reject(engineHeldBack(30_000));
    await expect.poll(() => controller.queue.held).toMatch(/ended unexpectedly too often/u);
    expect(calls).toHaveLength(1);
    controller.queue.goOn();
    await second.begun;
    expect(calls).toHaveLength(2);
  });

  it("goes on with the next after a run whose engine died, and after one that waits for a person", async () => {
    const { controller, calls } = harness();
    controller.start(asked(), "/a");
    controller.start(asked(), "/b");
    const third = controller.start(asked(), "/c");
    calls[0]!.reject(new SteeringError("engine-died", "gone"));
    await expect.poll(() => calls.length).toBe(2);
    calls[1]!.reject(pausedAt(4, 8));
    await third.begun;
    expect(controller.failed.all.map(({ id }) => id)).toEqual(["/a"]);
  });

  it("logs what was asked, what it runs on and why, what rewards say, and how it ended", async () => {
    const { controller, calls, logged } = harness();
    const run = controller.start(asked({ seed: 7 }), "/runs/a.fkrun");
    const tried = [
      { provider: "webgpu", milliseconds: undefined, reason: "no adapter was found." },
      { provider: "cpu", milliseconds: 12.34, reason: undefined },
    ];
    calls[0]?.onEvent({
      kind: "started",
      device: { provider: "cpu", tried },
      sandboxed: false,
      steps: 8,
      rewardVersions: ["a1"],
    });
    calls[0]?.onEvent({ kind: "log", reward: "cheerful", message: "hello" });
    calls[0]?.resolve(result);
    await run.ended;
    expect(logged).toEqual([
      "Run: stories, sentiment-lexicon, 2 particles, 8 steps, λ 40, difference, seed 7 → /runs/a.fkrun",
      "Runs on cpu (12 ms a call).",
      "Not on webgpu: no adapter was found.",
      "This platform cannot seal rewards off: they run with the rights of VS Code.",
      "cheerful: hello",
      "Done in 1.0 s: the best reward is 0.500. 4 forward passes.",
    ]);
  });

  it("begins with the warnings that it was given", () => {
    const { controller, views } = harness();
    controller.start(asked(), "/a", { warnings: ["not saved"] });
    expect(views[0]?.warnings).toEqual(["not saved"]);
  });
});
