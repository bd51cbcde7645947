/** A device whose numbers are right on a made-up state and wrong in a run: float16 that overflows for real, on software Vulkan. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { softwareVulkan } from "../../scripts/lib/softwareVulkan.mjs";
import { call } from "../../src/protocol/call.ts";
import { type DeviceChecks, deviceWords } from "../../src/protocol/devices.ts";
import { engineRequest } from "../../src/protocol/engine.ts";
import type { RunResult } from "../../src/protocol/run.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { builtin } from "../support/forkedEngine.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { writeModel } from "../unit/runtime/modelFixture.ts";
import { normGraph } from "../unit/runtime/normGraph.ts";

const { environment = {}, absent } = softwareVulkan();
const because = absent === undefined ? "" : `: skipped, ${absent}`;
const folder = useFolder();
const cacheFolder = join(folder, "cache");

describe.skipIf(absent !== undefined)(`a device whose numbers are wrong in the midst of a run${because}`, () => {
  const engine = useEngine({ cacheFolder, modelFolders: [folder] }, environment);
  beforeAll(async () => {
    // The first token of every text, which no made-up state has at its place.
    await writeModel(folder, { name: "overflows", graph: normGraph({ precision: "float16", massive: 0 }) });
    await writeModel(folder, { name: "rounds", graph: normGraph({ precision: "float16" }) });
  });
  const run = (model: string, device: string, runFile?: string): Promise<RunResult> =>
    engine.run(
      { model, device, prompt: "", particles: 2, steps: 4, rewards: [builtin("length")] },
      runFile === undefined ? {} : { runFile },
    );
  const remembered = async (): Promise<string> => readFile(join(cacheFolder, "devices.json"), "utf8");

  it("is refused where it was named, with what was found, and remembered", async () => {
    const found = {
      code: "device-unavailable",
      message: expect.stringMatching(
        /^The device webgpu cannot be used: its most probable token is the CPU's at \d+ % of the places, and the probabilities differ by \d+ %, in the midst of a run \(onnx\/model\.onnx\): what it computes would be wrong\. Choose /u,
      ) as string,
    };
    await expect(run("overflows", "webgpu")).rejects.toMatchObject(found);
    expect(await remembered()).toContain("in the midst of a run");
    const before = await remembered();
    await expect(run("overflows", "webgpu")).rejects.toMatchObject(found);
    expect(await remembered()).toBe(before);
  });

  it("is no device that works where devices are checked, though a state that was made up shows nothing", async () => {
    const check = (model: string): Promise<DeviceChecks> =>
      call(engine.connection, engineRequest("devices/check"), { model });
    const { devices, taken } = await check("overflows");
    const webgpu = devices.find(({ device }) => device === "webgpu");
    expect(webgpu?.reason).toMatch(/in the midst of a run \(onnx\/model\.onnx\)/u);
    expect(webgpu?.milliseconds).toBeUndefined();
    expect(taken).toBe("cpu");
    const rounds = (await check("rounds")).devices.find(({ device }) => device === "webgpu");
    expect(rounds).toMatchObject({ reason: undefined, unknown: undefined, milliseconds: expect.any(Number) as number });
    expect(deviceWords(rounds!)).toMatch(/ms a call, within 0\.\d+ of the CPU in the midst of a run/u);
  });

  it("is left by auto for the next one, which says why", async () => {
    // A GPU that is faster than this machine's processor, as far as is remembered.
    const all = JSON.parse(await remembered()) as Record<string, Record<string, object>>;
    for (const entry of Object.values(all)) {
      if ("milliseconds" in (entry["webgpu"] ?? {})) {
        entry["webgpu"] = { milliseconds: 0.001, agreement: 0 };
        entry["cpu"] = { milliseconds: 1000 };
      }
    }
    await writeFile(join(cacheFolder, "devices.json"), JSON.stringify(all));
    const { device } = await run("overflows", "auto");
    expect(device.provider).toBe("cpu");
    expect(device.tried.find(({ provider }) => provider === "webgpu")?.reason).toMatch(/in the midst of a run/u);
  });

  it("is not one that only rounds: it is taken, with the figure in the run's file", async () => {
    const runFile = join(folder, "rounds.fkrun");
    const { device } = await run("rounds", "webgpu", runFile);
    expect(device.provider).toBe("webgpu");
    const agreement = device.execution?.agreement;
    expect(agreement).toBeGreaterThan(1e-4);
    expect(agreement).toBeLessThan(0.2);
    await using document = await openRunDocument(runFile);
    expect(document.header.execution.agreement).toBe(agreement);
  });
});
