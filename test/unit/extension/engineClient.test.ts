import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SteeringError } from "../../../src/errors.ts";
import { EngineClient } from "../../../src/extension/engine/engineClient.ts";
import type { EngineSettings, StartRun } from "../../../src/protocol/engine.ts";

const script = join(import.meta.dirname, "fakeEngine.mjs");
const settings: EngineSettings = {
  modelFolders: ["/models"],
  embeddedModelFolders: [],
  rewardFolders: [],
  trusted: true,
  reward: { milliseconds: 1, millisecondsPerSample: 1, memoryMegabytes: 64, allowNetwork: false },
  imageChunk: undefined,
  opening: { seconds: 0, megabytes: 0 },
  cacheFolder: undefined,
};
const open: EngineClient[] = [];

function client(options: { script?: string; settings?: () => EngineSettings } = {}) {
  const lines: string[] = [];
  const note = (line: string): number => lines.push(line);
  const log = { debug: note, info: note, warn: note, error: note };
  const engine = new EngineClient({ script, settings: () => settings, log, ...options });
  open.push(engine);
  return { engine, lines };
}

/** The fake engine takes a word for a specification. */
function start(word: string, id = "run"): StartRun {
  return { id, specification: word as never, runFile: undefined };
}

const never = new AbortController().signal;

afterEach(() => {
  for (const engine of open.splice(0)) engine[Symbol.dispose]();
});

describe("the engine client", () => {
  it("starts the engine at the first call, configured, and once", async () => {
    const { engine, lines } = client();
    expect(lines).toEqual([]);
    const [first, second] = await Promise.all([
      engine.call("models/list", undefined),
      engine.call("models/list", undefined),
    ]);
    expect(first[0]?.name).toBe("/models");
    expect(first[0]?.path).toBe(second[0]?.path);
    expect(lines.filter((line) => line.startsWith("Engine started"))).toHaveLength(1);
  });

  it.runIf(process.platform === "linux")("starts the engine where its memory comes in huge pages", async () => {
    const { engine } = client();
    const [answer] = await engine.call("models/list", undefined);
    const environment = readFileSync(`/proc/${answer?.path}/environ`, "utf8").split("\0");
    expect(environment.find((entry) => entry.startsWith("GLIBC_TUNABLES="))).toContain("glibc.malloc.hugetlb=");
  });

  it("gives a run its own events, in order, and logs what the engine says", async () => {
    const { engine, lines } = client();
    const kinds: string[] = [];
    await engine.run(start("answer"), ({ kind }) => kinds.push(kind), never);
    expect(kinds).toEqual(["queued"]);
    expect(lines).toContain("run run");
    await vi.waitFor(() => expect(lines).toContain("engine: native words"), 60_000);
  });

  it("throws what the engine threw, code and place kept", async () => {
    const { engine } = client();
    await expect(engine.call("rewards/check", { path: "/a.reward.ts" })).rejects.toMatchObject({
      code: "reward-missing",
      message: "/a.reward.ts is missing.",
      details: { location: { line: 3 } },
    });
    await expect(engine.call("rewards/describe", { path: "/a.reward.ts" })).rejects.toThrow("not of the protocol");
  });

  it("stops a run through its signal", async () => {
    const { engine } = client();
    const abort = new AbortController();
    const run = engine.run(start("wait"), () => abort.abort(), abort.signal);
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each([
    ["exit", /exit code 7/],
    ["kill", /SIGKILL/],
  ])("rejects what waits when the engine dies (%s), says how, and starts it again", async (word, how) => {
    const { engine } = client();
    const [before] = await engine.call("models/list", undefined);
    const waiting = engine.run(start("wait", "other"), () => {}, never);
    const dying = engine.run(start(word), () => {}, never);
    for (const call of [waiting, dying]) {
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SteeringError);
      expect(error).toMatchObject({ code: "engine-died", message: expect.stringMatching(how) });
    }
    const [after] = await engine.call("models/list", undefined);
    expect(after?.path).not.toBe(before?.path);
  });

  it("does not start an engine for ever that always dies", async () => {
    const { engine } = client();
    for (let death = 0; death < 5; death++) await engine.run(start("exit"), () => {}, never).catch(() => {});
    await expect(engine.call("models/list", undefined)).rejects.toThrow(/too often .*Restart Engine/);
    engine.restart("asked");
    await expect(engine.call("models/list", undefined)).resolves.toHaveLength(1);
  });

  it("ends it for a reason and says that reason to whoever waited; the next call starts another", async () => {
    const { engine } = client();
    const run = engine.run(start("wait"), () => engine.restart("a second stop."), never);
    await expect(run).rejects.toMatchObject({ code: "engine-died", message: "The engine was ended: a second stop." });
    await expect(engine.call("models/list", undefined)).resolves.toHaveLength(1);
  });

  it("asks another engine once a device was lost in one, which ends when it has answered what it was asked", async () => {
    const { engine, lines } = client();
    const abort = new AbortController();
    const other = engine.run(start("wait", "other"), () => {}, abort.signal);
    const before = (await engine.call("models/list", undefined))[0]?.path;
    await expect(engine.run(start("lose"), () => {}, never)).rejects.toThrow("The device failed.");
    const after = (await engine.call("models/list", undefined))[0]?.path;
    expect(after).not.toBe(before);
    expect(lines.filter((line) => line.startsWith("The engine was ended"))).toEqual([]);
    abort.abort();
    await expect(other).rejects.toMatchObject({ name: "AbortError" });
    await vi.waitFor(
      () => expect(lines).toContain("The engine was ended: its device failed; the next call starts it again."),
      60_000,
    );
    expect((await engine.call("models/list", undefined))[0]?.path).toBe(after);
  });

  it("asks another engine once CUDA's libraries are to be looked for elsewhere", async () => {
    let cudaFolder: string | undefined;
    const { engine } = client({ settings: () => ({ ...settings, cudaFolder }) });
    const pid = async (): Promise<string | undefined> => (await engine.call("models/list", undefined))[0]?.path;
    const before = await pid();
    await engine.reconfigure();
    expect(await pid()).toBe(before);
    cudaFolder = "/opt/cuda";
    await engine.reconfigure();
    expect(await pid()).not.toBe(before);
  });

  it.each([
    ["halts", (engine: EngineClient) => engine.halt("run"), { name: "AbortError" }],
    ["ends", (engine: EngineClient) => engine.restart("a second stop."), { code: "engine-died" }],
  ] as const)("%s a run in an engine that only finishes what it was asked", async (_, stop, thrown) => {
    let cudaFolder: string | undefined;
    const { engine, lines } = client({ settings: () => ({ ...settings, cudaFolder }) });
    const begun = Promise.withResolvers<void>();
    const ended = engine.run(start("wait"), () => begun.resolve(), never).catch((error: unknown) => error);
    await begun.promise;
    cudaFolder = "/opt/cuda";
    await engine.reconfigure();
    await stop(engine);
    expect(await ended).toMatchObject(thrown);
    expect(lines.filter((line) => line.startsWith("Engine started"))).toHaveLength(1);
  });

  it("says so when there is no engine to start", async () => {
    const { engine } = client({ script: join(import.meta.dirname, "no-such-engine.mjs") });
    await expect(engine.call("models/list", undefined)).rejects.toMatchObject({ code: "engine-died" });
  });

  it("tells a running engine of changed settings, and starts none for that", async () => {
    let folder = "/one";
    const { engine, lines } = client({ settings: () => ({ ...settings, modelFolders: [folder] }) });
    await engine.reconfigure();
    expect(lines).toEqual([]);
    await engine.call("models/list", undefined);
    folder = "/two";
    await engine.reconfigure();
    expect((await engine.call("models/list", undefined))[0]?.name).toBe("/two");
  });

  it("recovers from settings that the engine refused", async () => {
    let cacheFolder: string | undefined = "/refused";
    const { engine } = client({ settings: () => ({ ...settings, cacheFolder }) });
    await expect(engine.call("models/list", undefined)).rejects.toMatchObject({ code: "specification-invalid" });
    cacheFolder = undefined;
    await engine.reconfigure();
    await expect(engine.call("models/list", undefined)).resolves.toHaveLength(1);
  });

  it("takes no calls once it is disposed", async () => {
    const { engine } = client();
    await engine.call("models/list", undefined);
    engine[Symbol.dispose]();
    await expect(engine.call("models/list", undefined)).rejects.toMatchObject({ code: "engine-died" });
  });
});
