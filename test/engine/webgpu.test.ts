/** The real WebGPU provider, on software Vulkan: what it computes, when it is taken, and what is said where its driver cannot be had. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { softwareVulkan } from "../../scripts/lib/softwareVulkan.mjs";
import { type DeviceChecks, fastest } from "../../src/protocol/devices.ts";
import type { DeviceReport } from "../../src/protocol/run.ts";
import { hasCompiler } from "../support/hasCompiler.ts";
import { type Ended, steerIn } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";
import { vulkanDescription, writeVulkanDriver } from "../support/vulkanDrivers.ts";
import { fixtures, writeModel } from "../unit/runtime/modelFixture.ts";
import { normGraph } from "../unit/runtime/normGraph.ts";

const { environment = {}, absent } = softwareVulkan();
const because = absent === undefined ? "" : `: skipped, ${absent}`;
const folder = useFolder();
beforeAll(async () => {
  await writeModel(folder, { name: "text", graph: normGraph({ precision: "float32" }) });
  await cp(join(fixtures, "tiny-pixels"), join(folder, "image"), { recursive: true });
});

/** With another driver than the software one, where it is named. */
function steer(args: readonly string[], driver?: string): Promise<Ended> {
  return steerIn({ ...environment, ...(driver === undefined ? {} : { VK_ICD_FILENAMES: driver }) }, folder, ...args);
}

interface Answer {
  readonly particles: readonly { readonly text?: string; readonly reward: number }[];
  readonly logZ: number;
  readonly device: DeviceReport;
}

const run = (device: string, ...args: readonly string[]): string[] => [
  "run",
  "--device",
  device,
  "--steps",
  "4",
  "--seed",
  "1",
  "--strength",
  "2",
  "--json",
  ...args,
];
const text = ["--model", "./text", "--reward", "length", "--prompt", "ab", "--particles", "8"];
const image = ["--model", "./image", "--reward", "brightness", "--prompt", "a cat", "--particles", "2"];

async function answer(args: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await steer(args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Answer;
}

async function devices(model: string, driver?: string): Promise<DeviceChecks> {
  const { code, stdout, stderr } = await steer(["devices", "--model", model, "--json"], driver);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as DeviceChecks;
}

const webgpuOf = ({ devices: all }: DeviceChecks): DeviceChecks["devices"][number] | undefined =>
  all.find(({ device }) => device === "webgpu");

describe.skipIf(absent !== undefined)(`WebGPU on software Vulkan${because}`, () => {
  it("works, with numbers that are the CPU's but for rounding, and auto takes the faster of the two", async () => {
    const checks = await devices("./text");
    const webgpu = webgpuOf(checks);
    expect(webgpu?.reason).toBeUndefined();
    expect(webgpu?.agreement).toBeLessThan(1e-3);
    // It is what comes of the model in the midst of a run.
    expect(webgpu?.unknown).toBeUndefined();
    expect(checks.taken).toBe(fastest(checks.devices));
    const { device } = await answer(run("auto", ...text));
    const other = device.provider === "cpu" ? "webgpu" : "cpu";
    // Which one that is on a graph so small, other work may decide.
    expect(device.tried.find(({ provider }) => provider === other)?.reason).toMatch(
      // Compiling its shaders may take longer than a trial waits where nobody named it.
      new RegExp(`^(slower: [\\d.]+ ms a run, ${device.provider} [\\d.]+ ms|it gave no answer within 10 s)$`, "u"),
    );
  });

  it("writes the texts that the CPU writes", async () => {
    const [webgpu, cpu] = [await answer(run("webgpu", ...text)), await answer(run("cpu", ...text))];
    expect(webgpu.device.provider).toBe("webgpu");
    const remembered = await readFile(join(folder, ".cache", "fk-steering", "devices.json"), "utf8");
    expect(remembered).toContain('"webgpu"');
    expect(webgpu.particles.map((particle) => particle.text)).toEqual(cpu.particles.map((particle) => particle.text));
    expect(new Set(cpu.particles.map((particle) => particle.text)).size).toBeGreaterThan(1);
    expect(webgpu.logZ).toBeCloseTo(cpu.logZ, 5);
  });

  it("makes the images that the CPU makes: denoiser and text encoder", async () => {
    const [webgpu, cpu] = [await answer(run("webgpu", ...image)), await answer(run("cpu", ...image))];
    expect(webgpu.device.provider).toBe("webgpu");
    expect(webgpu.device.execution?.agreement).toBeLessThan(1e-3);
    webgpu.particles.forEach(({ reward }, n) => expect(reward).toBeCloseTo(cpu.particles[n]!.reward, 3));
    expect(cpu.particles[0]!.reward).not.toBeCloseTo(cpu.particles[1]!.reward, 3);
    expect(webgpu.logZ).toBeCloseTo(cpu.logZ, 3);
  });
});

describe.skipIf(process.platform !== "linux")("a Vulkan driver that cannot be had", () => {
  /** What `devices` says of WebGPU, and what a run says that asked for it, in one sentence. */
  async function said(driver: string): Promise<{ readonly checked: string | undefined; readonly refused: string }> {
    const checks = await devices("./text", driver);
    expect(checks.taken).toBe("cpu");
    const { code, stderr } = await steer(run("webgpu", ...text), driver);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/^fk-steer: --device webgpu cannot be used: .*\. Choose --device auto or .*\.\n$/u);
    return { checked: webgpuOf(checks)?.reason, refused: stderr };
  }

  it("is told where the file that is named is not there", async () => {
    const none = join(folder, "none.json");
    const { checked, refused } = await said(none);
    expect(checked).toBe(`VK_ICD_FILENAMES names no Vulkan driver that can be used: there is no ${none}`);
    expect(refused).toContain(checked);
  });

  it("is told where the library is none", async () => {
    const path = join(folder, "broken.json");
    await writeFile(join(folder, "broken.so"), "not a library");
    await writeFile(path, vulkanDescription("./broken.so"));
    expect((await said(path)).checked).toContain(`${join(folder, "broken.so")}, which ${path} names, is no library`);
  });

  // Where there is neither a compiler nor a Vulkan loader nothing would be seen of it.
  it.skipIf(absent !== undefined || !hasCompiler())("is told where it takes the process down", async () => {
    const path = writeVulkanDriver(folder, "crashing");
    expect((await said(path)).checked).toBe("its process died (SIGABRT): driver fault");
  });
});
