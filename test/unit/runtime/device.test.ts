import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DeviceName } from "../../../src/protocol/runFields.ts";
import { openBeside, openOnDevice } from "../../../src/runtime/device/device.ts";
import { candidates, type Machine } from "../../../src/runtime/device/machine.ts";
import { cpuThreads } from "../../../src/runtime/device/cpuThreads.ts";
import { thisMachine } from "../../../src/runtime/device/machine.ts";
import { measure } from "../../../src/runtime/device/measure.ts";
import type { Provider } from "../../../src/runtime/onnx/provider.ts";
import type { Measurement, Probed } from "../../../src/runtime/device/probeChild.ts";
import type { ProbeRequest } from "../../../src/runtime/device/probe/messages.ts";
import { never, temporaryFolder, writeModel } from "./modelFixture.ts";

const linux: Machine = {
  platform: "linux",
  arch: "x64",
  shipped: ["cpu", "webgpu", "cuda"].map((name) => ({ name, bundled: name !== "cuda" })),
  libraries: "/nowhere",
  gpuSigns: [],
  drivers: ["6.1"],
};
const withGpu: Machine = { ...linux, gpuSigns: ["/dev/dri/renderD128"] };

/** Claims a device that the ONNX Runtime of this platform has not got. */
const elsewhere: Machine =
  process.platform === "win32"
    ? { ...linux, platform: "darwin", arch: "arm64", shipped: [{ name: "coreml", bundled: true }] }
    : { ...linux, platform: "win32", shipped: [{ name: "dml", bundled: true }] };

/** Opens a tiny graph with a probe that answers from a table (milliseconds or a reason) and counts. */
async function openWith(
  device: DeviceName,
  machine: Machine,
  answers: Readonly<Record<string, number | string>>,
  cacheFolder?: string,
  refused?: ReadonlyMap<Provider, string>,
  together?: number,
) {
  await using folder = await temporaryFolder();
  const path = join(await writeModel(folder.path), "onnx", "model.onnx");
  const asked: string[] = [];
  const probe = async ({ provider }: ProbeRequest): Promise<Measurement> => {
    asked.push(provider);
    const answer = answers[provider];
    return typeof answer === "number"
      ? { provider, milliseconds: answer, reason: undefined }
      : { provider, milliseconds: undefined, reason: answer ?? "no answer" };
  };
  const options = {
    ...{ device, signal: never, probe },
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    ...(refused === undefined ? {} : { refused }),
  };
  const graph = { path, bytes: 1000, sha256: "0", free: [1, 8], output: "logits", together };
  const opened = await openOnDevice(graph, options, machine);
  await opened.session[Symbol.asyncDispose]();
  return { ...opened.report, asked };
}

describe("another graph of a model", () => {
  it("that does not load beside the first one is the device's fault, on the CPU its own", async () => {
    await using folder = await temporaryFolder();
    const path = join(await writeModel(folder.path), "onnx", "model.onnx");
    const none = process.platform === "win32" ? "coreml" : "dml";
    await expect(openBeside(none, { path, bytes: 1000 }, 1)).rejects.toMatchObject({
      code: "device-unavailable",
      details: { device: none, reason: expect.stringContaining(`it does not load ${path}: `) as string },
    });
    await (await openBeside("cpu", { path, bytes: 1000 }, 1))[Symbol.asyncDispose]();
    await writeFile(path, "no graph");
    await expect(openBeside("cpu", { path, bytes: 8 }, 1)).rejects.toMatchObject({ code: "model-corrupt" });
    await expect(openBeside(none, { path: `${path}.gone`, bytes: 8 }, 1)).rejects.toMatchObject({
      code: "model-missing",
    });
  });
});

describe("the device of a graph, chosen automatically", () => {
  it("is the CPU, and nothing is tried, where no GPU shows", async () => {
    const { provider, tried, asked } = await openWith("auto", linux, {});
    expect({ provider, asked }).toEqual({ provider: "cpu", asked: [] });
    expect(tried).toMatchObject([
      { provider: "cuda", reason: expect.stringContaining("not installed") as string },
      { provider: "webgpu", reason: expect.stringContaining("no GPU: there is no /dev/dri") as string },
      { provider: "cpu", reason: undefined },
    ]);
  });

  it("is the CPU where the GPU is slower or fails, with the figures or the failure as the reason", async () => {
    const slower = await openWith("auto", withGpu, { webgpu: 33.2, cpu: 17 });
    expect(slower.tried.at(1)).toMatchObject({ reason: "slower: 33.2 ms a run, cpu 17.0 ms" });
    const dead = await openWith("auto", withGpu, { webgpu: "its process died (SIGSEGV)", cpu: 17 });
    expect(dead.provider).toBe("cpu");
    expect(dead.tried.at(1)).toMatchObject({ provider: "webgpu", reason: "its process died (SIGSEGV)" });
  });

  it("is the CPU where the GPU's memory is less than the weights alone, which it is not tried with", async () => {
    const memory = { cpu: 1, webgpu: 1 };
    const small = await openWith("auto", { ...withGpu, memory }, { webgpu: 2, cpu: 17 });
    expect(small).toMatchObject({ provider: "cpu", asked: [] });
    expect(small.tried.at(1)?.reason).toMatch(/^it has 0.0 GB of memory, and the model's weights alone take \d/u);
    await expect(openWith("webgpu", { ...withGpu, memory }, { webgpu: 2 })).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringContaining("it has 0.0 GB of memory") as string,
    });
    const gigabyte = { ...withGpu, memory: { cpu: 1, webgpu: 1e9 } };
    const asked = async (together?: number) =>
      (await openWith("auto", gigabyte, { webgpu: 33, cpu: 17 }, undefined, undefined, together)).asked;
    expect(await asked()).toEqual(["webgpu", "cpu"]);
    // Those of all of a model's graphs count.
    expect(await asked(1e9 + 1)).toEqual([]);
    const software = { ...withGpu, memory, gpuSigns: ["/dev/dri/renderD128", "VK_ICD_FILENAMES=lvp.json"] };
    expect((await openWith("auto", software, { webgpu: 33, cpu: 17 })).asked).toEqual(["webgpu", "cpu"]);
  });

  it("falls back to the CPU when a device that worked in a trial does not load the model in earnest", async () => {
    const { provider, tried } = await openWith("auto", elsewhere, { dml: 2, coreml: 2, cpu: 17 });
    expect(provider).toBe("cpu");
    const reasons = tried.map(({ reason }) => reason);
    // What the runtime said stands behind it.
    expect(reasons).toContainEqual(
      expect.stringMatching(/^the model loaded on it in a trial, and not in earnest: \w/u),
    );
  });

  it("is measured once, while model and machine stay", async () => {
    await using cache = await temporaryFolder();
    const answers = { webgpu: 33, cpu: 17 };
    expect((await openWith("auto", withGpu, answers, cache.path)).asked).toEqual(["webgpu", "cpu"]);
    const again = await openWith("auto", withGpu, answers, cache.path);
    expect(again.asked).toEqual([]);
    expect(again.tried.at(1)).toMatchObject({ milliseconds: 33 });
    const otherMachine = { ...withGpu, gpuSigns: ["/dev/nvidia0"] };
    expect((await openWith("auto", otherMachine, answers, cache.path)).asked).toHaveLength(2);
    const otherDriver = { ...withGpu, drivers: ["6.2"] };
    expect((await openWith("auto", otherDriver, answers, cache.path)).asked).toHaveLength(2);
  });

  it("does without a cache that is broken or cannot be written", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "devices.json"), "[1, ");
    expect((await openWith("auto", withGpu, { cpu: 17 }, folder.path)).asked).toHaveLength(2);
    expect(await readFile(join(folder.path, "devices.json"), "utf8")).toContain("webgpu");
    await mkdir(join(folder.path, "deeper"));
    await writeFile(join(folder.path, "deeper", "file"), "");
    const impossible = join(folder.path, "deeper", "file", "cache");
    expect((await openWith("auto", withGpu, { cpu: 17 }, impossible)).provider).toBe("cpu");
  });
});

describe("a device that was opened in earnest and is not believed", () => {
  const wrong = "its numbers are not finite, in the midst of a run";
  const refused = new Map<Provider, string>([["webgpu", wrong]]);

  it("is neither tried again nor taken, however fast it was, and the report says why", async () => {
    const { provider, tried, asked } = await openWith("auto", withGpu, { webgpu: 1, cpu: 17 }, undefined, refused);
    expect({ provider, asked }).toEqual({ provider: "cpu", asked: [] });
    expect(tried.at(1)).toMatchObject({ provider: "webgpu", reason: wrong });
  });

  it("is refused where it was named, by that reason", async () => {
    await expect(openWith("webgpu", withGpu, { webgpu: 1 }, undefined, refused)).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringContaining(`cannot be used: ${wrong}. Choose`) as string,
    });
  });
});

describe("the device of a graph, named by a person", () => {
  it("is not tried when it is the CPU", async () => {
    expect(await openWith("cpu", withGpu, {})).toMatchObject({ provider: "cpu", asked: [] });
  });

  it.each<[DeviceName, Machine, RegExp]>([
    ["dml", linux, /dml cannot be used: linux has no such device\. Choose the device "auto" or "cpu"/],
    ["webgpu", linux, /shows no GPU/],
    ["webgpu", { ...withGpu, driverFault: "there is no /x.json" }, /cannot be used: there is no \/x\.json\. Choose/],
    ["cuda", withGpu, /libonnxruntime_providers_cuda\.so is not installed/],
    ["webgpu", withGpu, /cannot be used: no supported adapters\./],
  ])("%s is refused with the reason and the way out", async (device, machine, message) => {
    const opened = openWith(device, machine, { webgpu: "no supported adapters" });
    await expect(opened).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringMatching(message) as string,
    });
  });

  it("is tried again after a remembered failure", async () => {
    await using cache = await temporaryFolder();
    await openWith("auto", withGpu, { webgpu: "driver missing", cpu: 17 }, cache.path);
    await expect(openWith("webgpu", withGpu, { webgpu: "still missing" }, cache.path)).rejects.toThrow(/still missing/);
  });
});

describe("how far a device agrees with the CPU", () => {
  const outputs: Readonly<Record<string, number[]>> = {
    webgpu: [1, 2.5, 3.0625],
    dml: [1, 2.5, Number.NaN],
    // A sum that overflowed inside the graph and was cut off: finite, and wrong.
    cuda: [1, 2.5, 2],
    cpu: [1, 2.5, 3],
  };
  const graph = { path: "", bytes: 1, sha256: "0", free: [], output: "logits" };

  it("is the largest difference of their numbers, measured though the CPU is not asked for, and remembered", async () => {
    await using cache = await temporaryFolder();
    const asked: string[] = [];
    const probe = async ({ provider }: ProbeRequest): Promise<Probed> => {
      asked.push(provider);
      return { provider, milliseconds: 1, reason: undefined, output: Float32Array.from(outputs[provider]!) };
    };
    const options = { signal: never, insist: true, probe, cacheFolder: cache.path };
    const machine = await thisMachine();
    expect((await measure(["webgpu"], graph, machine, options)).get("webgpu")).toMatchObject({
      agreement: 0.0625,
      reason: undefined,
    });
    expect((await measure(["webgpu"], graph, machine, options)).get("webgpu")).toMatchObject({
      agreement: 0.0625,
      reason: undefined,
    });
    expect(asked).toEqual(["webgpu", "cpu"]);
    const others = await measure(["dml", "cuda", "cpu"], graph, machine, options);
    expect([...others.values()].map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^its numbers are not finite/u),
      expect.stringMatching(/^its numbers differ from the CPU's by 68 %/u),
      undefined,
    ]);
    expect(asked).toEqual(["webgpu", "cpu", "dml", "cuda", "cpu"]);
  });
});

describe("the threads of the CPU's arithmetic", () => {
  const processor = (socket: number, core: number): string =>
    `processor: 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\n`;
  const twoCores = [processor(0, 0), processor(0, 1), processor(0, 0), processor(0, 1)].join("\n");

  it.each([
    ["one a core", twoCores, 4, 2],
    ["no more than may be used", twoCores, 1, 1],
    ["cores of both packages", [processor(0, 0), processor(1, 0)].join("\n"), 8, 2],
    ["all where cores are not told", "", 6, 6],
  ])("are %s", (_, cpuinfo, usable, threads) => {
    expect(cpuThreads(cpuinfo, usable)).toBe(threads);
  });

  it("are told of what was opened", async () => {
    const { execution } = await openWith("cpu", linux, {});
    expect(execution.threads).toBe(cpuThreads());
  });
});

describe("what a platform could run on", () => {
  it.each<[string, string, string[], string[]]>([
    ["linux", "arm64", ["cpu"], []],
    ["darwin", "arm64", ["cpu", "webgpu", "coreml"], ["coreml", "webgpu"]],
    ["win32", "x64", ["cpu", "webgpu", "dml"], ["dml", "webgpu"]],
  ])("%s %s", (platform, arch, names, possible) => {
    const shipped = names.map((name) => ({ name, bundled: true }));
    const all = candidates({ ...linux, platform: platform as NodeJS.Platform, arch, shipped }, 0);
    const worth = all.filter(({ impossible }) => impossible === undefined).map(({ provider }) => provider);
    expect(worth).toEqual([...possible, "cpu"]);
  });
});
