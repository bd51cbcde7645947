/** Networks of rewards on the device of a run: what is to be had here is a real CPU, and devices that a probe claims or that are not there. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Machine } from "../../../src/runtime/device/machine.ts";
import type { Belief } from "../../../src/runtime/device/belief.ts";
import {
  believedAtFirst,
  onCpu,
  onRewardDevice,
  type RewardDevice,
  withRoomOnCpu,
} from "../../../src/runtime/device/rewardDevice.ts";
import { memoryError } from "../../../src/runtime/onnx/memory.ts";
import { openSession, type Session, type Values } from "../../../src/runtime/onnx/session.ts";
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

describe("the network of a reward that its device has no memory for", () => {
  it("goes on on the CPU, for all who have asked, and says so once", async () => {
    await using folder = await temporaryFolder();
    const file = join(await writeModel(folder.path), "onnx", "model.onnx");
    const feeds = { input_ids: { data: BigInt64Array.of(1n, 2n, 3n), dimensions: [1, 3] } };
    let [room, opened] = [1, 0];
    const [disposed, told] = [[] as string[], [] as string[]];
    const onCpuSession = (): Promise<Session> => {
      opened += 1;
      return openSession(file, { provider: "cpu", bytes: 1000 });
    };
    const device = await openSession(file, { provider: "cpu", bytes: 1000 });
    const session = withRoomOnCpu(
      {
        ...device,
        async run(fed, output) {
          room -= 1;
          if (room < 0) throw memoryError(file, "webgpu", new Error("Failed to create GPU buffer: size=1"));
          return device.run(fed, output);
        },
        async [Symbol.asyncDispose]() {
          disposed.push("device");
          await device[Symbol.asyncDispose]();
        },
      },
      onCpuSession,
      (reason) => told.push(reason),
    );
    const first = await session.run(feeds, "logits");
    const later = await Promise.all([session.run(feeds, "logits"), session.run(feeds, "logits")]);
    expect(later.map(({ data }) => data)).toEqual([first.data, first.data]);
    expect({ opened, disposed, told }).toEqual({
      opened: 1,
      disposed: ["device"],
      told: ["there is too little memory left for it"],
    });
    await session[Symbol.asyncDispose]();
    await expect(session.run(feeds, "logits")).rejects.toThrow();
  });

  it("says what else is wrong with it", async () => {
    await using folder = await temporaryFolder();
    const file = join(await writeModel(folder.path), "onnx", "model.onnx");
    const device = await openSession(file, { provider: "cpu", bytes: 1000 });
    const session = withRoomOnCpu(
      device,
      () => Promise.reject(new Error("not asked for")),
      () => undefined,
    );
    await expect(session.run({}, "logits")).rejects.toThrow(/failed while it ran/u);
    await session[Symbol.asyncDispose]();
  });
});

describe("the network of a reward on a device that agreed in the trial", () => {
  const ids = (...tokens: readonly number[]): { input_ids: Values } => ({
    input_ids: { data: BigInt64Array.from(tokens, BigInt), dimensions: [1, tokens.length] },
  });

  /** The real network behind both; the device's numbers are changed by `wrong`. */
  async function both(wrong: (numbers: Float32Array, call: number) => void) {
    const folder = await temporaryFolder();
    const file = join(await writeModel(folder.path), "onnx", "model.onnx");
    const [device, cpu] = [
      await openSession(file, { provider: "cpu", bytes: 1000 }),
      await openSession(file, { provider: "cpu", bytes: 1000 }),
    ];
    const [calls, disposed, kept, told] = [{ device: 0, cpu: 0 }, [] as string[], [] as Belief[], [] as string[]];
    const seen = (session: Session, name: "device" | "cpu"): Session => ({
      ...session,
      async run(feeds, output) {
        const result = await session.run(feeds, output);
        if (name === "device") wrong(result.data as Float32Array, calls.device);
        calls[name] += 1;
        return result;
      },
      async [Symbol.asyncDispose]() {
        disposed.push(name);
        await session[Symbol.asyncDispose]();
      },
    });
    const keep = async (belief: Belief): Promise<void> => void kept.push(belief);
    const session = believedAtFirst(seen(device, "device"), seen(cpu, "cpu"), { keep }, (reason) => told.push(reason));
    const end = async (): Promise<void> => {
      await session[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    };
    return { session, cpu, calls, disposed, kept, told, end };
  }

  it("is believed by what it first scores, once, and the CPU is let go", async () => {
    const { session, calls, disposed, kept, told, end } = await both((numbers) => (numbers[0]! += 1e-4));
    const scored = await Promise.all([session.run(ids(1, 2, 3), "logits"), session.run(ids(1, 2, 4), "logits")]);
    expect(scored[0].data).not.toEqual(scored[1].data);
    expect(kept).toEqual([{ agreement: expect.closeTo(1e-4, 6) as number, reason: undefined, unknown: undefined }]);
    expect({ cpu: calls.cpu, disposed, told }).toEqual({ cpu: 1, disposed: ["cpu"], told: [] });
    await end();
    expect(disposed).toEqual(["cpu", "device"]);
  });

  it("is left for the CPU where its numbers are others then, which is told and remembered", async () => {
    const { session, cpu, calls, disposed, kept, told, end } = await both((numbers) => numbers.fill(7, 0, 40));
    const wanted = await cpu.run(ids(1, 2, 3), "logits");
    expect((await session.run(ids(1, 2, 3), "logits")).data).toEqual(wanted.data);
    expect(told).toEqual([
      expect.stringMatching(/^its numbers differ from the CPU's by \d+ %, on what a run had it score/u),
    ]);
    expect(kept).toEqual([{ agreement: undefined, reason: told[0], unknown: undefined }]);
    await session.run(ids(1, 2, 4), "logits");
    expect({ device: calls.device, disposed }).toEqual({ device: 1, disposed: ["device"] });
    await end();
  });

  it("is asked again where it could not score the first samples", async () => {
    const { session, kept, disposed, end } = await both((_, call) => {
      if (call === 0) throw new Error("no room");
    });
    await expect(session.run(ids(1, 2, 3), "nothing")).rejects.toThrow();
    expect(kept).toEqual([]);
    await end();
    expect(disposed.toSorted((a, b) => a.localeCompare(b))).toEqual(["cpu", "device"]);
  });
});
