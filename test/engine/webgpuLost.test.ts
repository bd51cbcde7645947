/**
 * A device that is lost in the midst of a run, as Vulkan tells it: software Vulkan behind a driver that answers VK_ERROR_DEVICE_LOST from a moment
 * on. The engine is the extension host's own, which starts another then.
 */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { softwareVulkan } from "../../scripts/lib/softwareVulkan.mjs";
import { EngineClient } from "../../src/extension/engine/engineClient.ts";
import { isCutOff } from "../../src/protocol/resumption.ts";
import type { RunEvent } from "../../src/protocol/run.ts";
import { parseSpecification, type RunSpecification } from "../../src/protocol/specification.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { builtin, repository, smallEngine } from "../support/forkedEngine.ts";
import { hasCompiler } from "../support/hasCompiler.ts";
import { steerIn } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";
import { writeVulkanDriver } from "../support/vulkanDrivers.ts";
import { writeModel } from "../unit/runtime/modelFixture.ts";
import { normGraph } from "../unit/runtime/normGraph.ts";

const { environment = {}, absent: noVulkan } = softwareVulkan();
const absent = noVulkan ?? (hasCompiler() ? undefined : "there is no compiler for the driver that loses its device");
const because = absent === undefined ? "" : `: skipped, ${absent}`;
const folder = useFolder();
const lost = join(folder, "lost");

const losing = {
  ...environment,
  ...{ VK_ICD_FILENAMES: join(folder, "losing.json"), DRIVER: "libvulkan_lvp.so", LOST: lost },
};

describe.skipIf(absent !== undefined)(`a device that is lost in the midst of a run${because}`, () => {
  const lines: string[] = [];
  const note = (line: string): number => lines.push(line);
  let client: EngineClient | undefined;
  beforeAll(async () => {
    await writeModel(folder, { name: "text", graph: normGraph({ precision: "float32" }) });
    writeVulkanDriver(folder, "losing");
    for (const [name, value] of Object.entries(losing)) vi.stubEnv(name, value);
    client = new EngineClient({
      script: join(repository, "dist", "engine.mjs"),
      settings: () => smallEngine({ modelFolders: [folder], cacheFolder: join(folder, "cache") }),
      log: { debug: note, info: note, warn: note, error: note },
    });
  });
  afterAll(() => {
    client?.[Symbol.dispose]();
    vi.unstubAllEnvs();
  });

  const signal = new AbortController().signal;
  const specification = (): RunSpecification =>
    parseSpecification({
      ...{ model: "text", device: "webgpu", prompt: "ab", rewards: [builtin("length")] },
      ...{ particles: 3, steps: 8, schedule: { kind: "every", every: 1 }, seed: 1 },
    });
  const start = (runFile: string, onEvent: (event: RunEvent) => void = () => {}) =>
    client!.run({ id: runFile, specification: specification(), runFile }, onEvent, signal);
  const engines = (): number => lines.filter((line) => line.startsWith("Engine started")).length;

  it("keeps what the run had reached, asks another engine, and comes out there as it would have", async () => {
    const whole = await start(join(folder, "whole.fkrun"));
    expect(whole.device.provider).toBe("webgpu");
    const runFile = join(folder, "lost.fkrun");
    const error = await start(runFile, (event) => {
      if (event.kind === "step" && event.step === 3) void writeFile(lost, "");
    }).catch((thrown: unknown) => thrown);
    await rm(lost);
    expect(error).toMatchObject({
      code: "device-unavailable",
      message: expect.stringMatching(
        /^The device webgpu failed while .*model\.onnx ran: .* Resume the run where it has a file, or run it again on the device "cpu"\.$/u,
      ) as string,
    });
    expect(isCutOff(error)).toBe(true);
    await using document = await openRunDocument(runFile);
    expect(document.end?.outcome).toBe("failed");
    expect(document.stepCount).toBeGreaterThanOrEqual(3);
    expect(document.stepCount).toBeLessThan(8);
    expect(engines()).toBe(1);
    const resumed = await client!.resume({ id: runFile, runFile }, () => {}, signal);
    expect(engines()).toBe(2);
    expect(resumed.device.provider).toBe("webgpu");
    expect(resumed.particles).toEqual(whole.particles);
    await vi.waitFor(() => expect(lines.join("\n")).toContain("The engine was ended: its device failed"), 60_000);
  });

  it("is told by the command line with the command that goes on", async () => {
    const out = "terminal.fkrun";
    const flags = ["--model", "./text", "--reward", "length", "--prompt", "ab", "--every", "1", "--out", out];
    const running = steerIn(losing, folder, "run", "--device", "webgpu", "--steps", "5000", ...flags);
    await vi.waitFor(async () => {
      await using document = await openRunDocument(join(folder, out));
      expect(document.stepCount).toBeGreaterThan(2);
    }, 120_000);
    await writeFile(lost, "");
    const { code, stderr } = await running;
    await rm(lost);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^fk-steer: The device webgpu failed .* on --device cpu\. Go on with: fk-steer resume .*terminal\.fkrun$/mu,
    );
  });
});
