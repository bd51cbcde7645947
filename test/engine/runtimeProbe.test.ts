/** Probes in real children. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProbeRequest } from "../../src/runtime/device/probe/messages.ts";
import { probeProvider } from "../../src/runtime/device/probeChild.ts";
import { fixtures, never, temporaryFolder, type TemporaryFolder, writeModel } from "../unit/runtime/modelFixture.ts";

const limit = 30_000;

async function request(folder: TemporaryFolder, graph?: Uint8Array): Promise<ProbeRequest> {
  const path = await writeModel(folder.path, graph === undefined ? {} : { graph });
  return { path: join(path, "onnx", "model.onnx"), bytes: 1000, provider: "cpu", free: [8, 16], output: "logits" };
}

/** A child that does something else than probing. */
async function script(folder: TemporaryFolder, code: string): Promise<string> {
  const path = join(folder.path, "entry.mjs");
  await writeFile(path, code);
  return path;
}

describe("a probe", () => {
  it("times a graph", async () => {
    await using folder = await temporaryFolder();
    const measurement = await probeProvider(await request(folder), limit, never);
    expect(measurement).toMatchObject({ provider: "cpu", reason: undefined });
    expect(measurement.milliseconds).toBeGreaterThan(0);
    const again = await probeProvider({ ...(await request(folder)), threads: 1 }, limit, never);
    // The same numbers in another process: what differs between providers is the providers' doing.
    expect(new Set(measurement.output).size).toBeGreaterThan(10);
    expect(again.output).toEqual(measurement.output);
    const tokens = { input: "input_ids", maskId: 1, vocabularySize: 7 };
    const halfWritten = await probeProvider({ ...(await request(folder)), tokens }, limit, never);
    expect(halfWritten.output).not.toEqual(measurement.output);
  });

  it("times a graph whose inputs have free dimensions in common at the same sizes", async () => {
    const path = join(fixtures, "tiny-flux/transformer/model.onnx");
    const graph: ProbeRequest = { path, bytes: 1000, provider: "cpu", free: [2, 6], output: "out_hidden_states" };
    expect(await probeProvider(graph, limit, never)).toMatchObject({ provider: "cpu", reason: undefined });
  });

  it("says why a graph or a provider cannot be used", async () => {
    await using folder = await temporaryFolder();
    const corrupt = await probeProvider(await request(folder, Buffer.from("no graph")), limit, never);
    expect(corrupt.reason).toMatch(/protobuf/i);
    const foreign = process.platform === "linux" ? "dml" : "cuda";
    const absent = await probeProvider({ ...(await request(folder)), provider: foreign }, limit, never);
    expect(absent.milliseconds).toBeUndefined();
    expect(absent.reason).toMatch(/backend|provider/i);
  });

  it("survives a driver that takes its process down", async () => {
    await using folder = await temporaryFolder();
    const abort = await script(
      folder,
      `process.once("message", () => { console.error("driver fault"); process.abort(); });`,
    );
    const aborted = await probeProvider(await request(folder), limit, never, abort);
    expect(aborted.reason).toMatch(/its process died \((SIGABRT|exit code \d+)\)/);
    const gone = await script(folder, "process.exit(3);");
    const left = await probeProvider(await request(folder), limit, never, gone);
    expect(left.reason).toMatch(/died/);
    expect([aborted.isPassing, left.isPassing]).toEqual([undefined, undefined]);
  });

  it.skipIf(process.platform === "win32")("tells what may be gone soon from what a driver does", async () => {
    await using folder = await temporaryFolder();
    const dead = async (code: string): Promise<boolean | undefined> =>
      (await probeProvider(await request(folder), limit, never, await script(folder, code))).isPassing;
    const told = (failure: string): string =>
      `process.once("message", () => process.send({ failure: ${JSON.stringify(failure)} }, () => process.exit(0)));`;
    expect(await dead(`process.kill(process.pid, "SIGKILL");`)).toBe(true);
    expect(await dead(`process.kill(process.pid, "SIGTERM");`)).toBe(true);
    expect(await dead(`process.kill(process.pid, "SIGSEGV");`)).toBeUndefined();
    expect(await dead(told("Failed to create GPU buffer: size=4096"))).toBe(true);
    expect(await dead(told("there is no kernel for this operator"))).toBeUndefined();
  });

  it.skipIf(process.platform === "win32")("says nothing of a device where a person's Ctrl-C ended it", async () => {
    await using folder = await temporaryFolder();
    const stopped = await script(folder, `process.once("message", () => process.kill(process.pid, "SIGINT"));`);
    await expect(probeProvider(await request(folder), limit, never, stopped)).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("ends one that hangs", async () => {
    await using folder = await temporaryFolder();
    const hang = await script(folder, `process.once("message", () => { for (;;); });`);
    const { reason, isPassing } = await probeProvider(await request(folder), 500, never, hang);
    expect(reason).toBe("it gave no answer within 1 s");
    expect(isPassing).toBe(true);
  });

  it("stops at once when the run is stopped", async () => {
    await using folder = await temporaryFolder();
    const hang = await script(folder, `process.once("message", () => { for (;;); });`);
    const controller = new AbortController();
    const probe = probeProvider(await request(folder), limit, controller.signal, hang);
    setTimeout(() => controller.abort(), 200);
    await expect(probe).rejects.toMatchObject({ name: "AbortError" });
    await expect(probeProvider(await request(folder), limit, controller.signal)).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});
