/** The host's queue before a real engine, as the extension joins them. */
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EngineClient } from "../../src/extension/engine/engineClient.ts";
import { RunController } from "../../src/extension/runs/runController.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { viewOfDocument } from "../../src/report/documentView.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { builtin, file, repository, smallEngine, smallRun } from "../support/forkedEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();
const silent = (): void => {};
const engine = new EngineClient({
  script: join(repository, "dist", "engine.mjs"),
  settings: () => smallEngine({ rewardFolders: [folder] }),
  log: { debug: silent, info: silent, warn: silent, error: silent },
});
afterAll(() => engine[Symbol.dispose]());

describe("a queue of runs", () => {
  it("goes on after one that is stopped after its step, which loses nothing, and after one that fails", async () => {
    const seen: RunView[] = [];
    const runs = new RunController({
      execute: (start, onEvent, signal) => engine.run(start, onEvent, signal),
      resume: (request, onEvent, signal) => engine.resume(request, onEvent, signal),
      goOn: (request, onEvent, signal) => engine.goOn(request, onEvent, signal),
      halt: (id) => void engine.call("run/halt", { id }),
      abandon: (reason) => engine.restart(reason),
      onChange: (view) => seen.push(view),
      onLog: silent,
    });
    const start = (name: string, changed: object = {}) => {
      const specification = parseSpecification({ ...smallRun, rewards: [builtin("length")], ...changed });
      return runs.start({ kind: "run", specification }, join(folder, `${name}.fkrun`));
    };
    const first = start("stopped", { steps: 400, seed: 5 });
    const second = start("failed", { rewards: [file(join(folder, "none.reward.ts"))] });
    const third = start("last");
    await expect.poll(() => runs.view(first.id)?.step).toBeGreaterThan(0);
    runs.stopAfterStep(first.id);
    const { view: stopped } = await first.ended;
    expect(stopped.status).toBe("stopped");
    expect(stopped.step % 2).toBe(0);
    expect((await second.ended).error).toMatchObject({ code: "reward-missing" });
    expect((await third.ended).view.status).toBe("done");
    expect(runs.failed.all.map(({ id }) => id)).toEqual([second.id]);
    // One at a time: what waited was said to wait until what was before it was over.
    const begun = (id: string): number => seen.findIndex((view) => view.id === id && view.status === "loading");
    expect(begun(third.id)).toBeGreaterThan(
      seen.findIndex(({ id, status }) => id === second.id && status === "failed"),
    );

    await using document = await openRunDocument(first.id);
    const before = seen.length;
    const resumed = runs.resume(await viewOfDocument(document));
    await expect.poll(() => runs.view(resumed.id)?.step).toBeGreaterThan(stopped.step);
    runs.stop(resumed.id);
    await resumed.ended;
    const steps = seen
      .slice(before)
      .flatMap(({ id, status, step }) => (id === resumed.id && status === "running" ? [step] : []));
    expect(steps.find((step) => step !== stopped.step)).toBe(stopped.step + 1);
  });
});
