/** Networks of rewards on the device of a run: what is to be had here is a real CPU, and devices that a probe claims or that are not there. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Machine } from "../../../src/runtime/device/machine.ts";
import { onCpu, onRewardDevice, type RewardDevice } from "../../../src/runtime/device/rewardDevice.ts";
import { openSession } from "../../../src/runtime/onnx/session.ts";
import type { Provider } from "../../../src/runtime/onnx/provider.ts";
import { never, temporaryFolder, writeModel } from "./modelFixture.ts";

const machine: Machine = {
  platform: "linux",
  arch: "x64",
  shipped: ["cpu", "webgpu"].map((name) => ({ name, bundled: true })),
  libraries: "/nowhere",
  gpuSigns: ["/dev/dri/renderD128"],
  drivers: [],
};

/** Asks for a provider, with a probe that gives these numbers for it. */
async function asked(provider: Provider, numbers: readonly number[] | undefined, abort?: AbortSignal) {
  await using folder = await temporaryFolder();
  const path = await writeModel(folder.path);
  const file = join(path, "onnx", "model.onnx");
  const session = await openSession(file, { provider: "cpu", bytes: 1000 });
  const told: string[] = [];
  const device: RewardDevice = { provider, tell: (message) => told.push(message), signal: abort ?? never };
  const graph = {
    path: file,
    ...{ bytes: 1000, free: [1, 4], output: "logits" },
    folder: { path, name: "tiny", files: ["onnx/model.onnx"] },
  };
  const probed: string[] = [];
  const probe = (request: { provider: Provider }) => {
    probed.push(request.provider);
    const output = request.provider === "cpu" ? Float32Array.of(1, 2, 3) : numbers && Float32Array.from(numbers);
    const reason = output === undefined ? "it has no such operator" : undefined;
    const known = { provider: request.provider, milliseconds: 1, reason };
    return Promise.resolve(output === undefined ? known : { ...known, output });
  };
  const opened = await onRewardDevice(session, graph, device, { machine, probe });
  const isSame = opened === session;
  await opened[Symbol.asyncDispose]();
  return { isSame, told, probed };
}

describe("the network of a reward", () => {
  it("stays on the CPU where the run's model does, and nothing is tried", async () => {
    expect(await asked("cpu", [1, 2, 3])).toEqual({ isSame: true, told: [], probed: [] });
    expect(onCpu.provider).toBe("cpu");
  });

  it("stays there, which is said, where the device cannot run it or has other numbers", async () => {
    const unable = await asked("webgpu", undefined);
    expect(unable).toMatchObject({
      isSame: true,
      told: [expect.stringMatching(/tiny runs on the CPU, and not on webgpu: it has no such operator/)],
    });
    const wrong = await asked("webgpu", [1, 2, 9]);
    expect(wrong).toMatchObject({
      isSame: true,
      told: [expect.stringMatching(/tiny runs on the CPU, and not on webgpu: .+/)],
    });
  });

  it("stays there where the device agreed in the trial and is not to be had in earnest", async () => {
    // No WebGPU is here: the session itself is what fails.
    const { isSame, told, probed } = await asked("webgpu", [1, 2, 3]);
    expect(isSame).toBe(true);
    expect(told).toEqual([
      expect.stringMatching(/tiny runs on the CPU, and not on webgpu: the model loaded on it in a trial/),
    ]);
    expect(probed).toEqual(["webgpu", "cpu"]);
  });

  it("is waited for no longer than its run", async () => {
    await expect(asked("webgpu", [1, 2, 3], AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });
});
