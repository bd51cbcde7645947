import { mkdir, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deviceMemory, memoryOf } from "../../../src/runtime/device/deviceMemory.ts";
import { temporaryFolder } from "./modelFixture.ts";

/** A machine's folders, with these files below its list of cards. */
async function machine(files: Readonly<Record<string, string>>, printed?: string) {
  const folder = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder.path, "drm", path, ".."), { recursive: true });
    await writeFile(join(folder.path, "drm", path), text);
  }
  if (printed !== undefined) await mkdir(join(folder.path, "nvidia"));
  const sources = {
    cards: join(folder.path, "drm"),
    nvidia: join(folder.path, "nvidia"),
    askNvidia: () => (printed === "" ? Promise.reject(new Error("no nvidia-smi")) : Promise.resolve(printed ?? "")),
  };
  return { sources, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe("the memory of devices", () => {
  it("is the machine's for the CPU, and unknown for a GPU of which nobody says", async () => {
    await using here = await machine({});
    const memory = await deviceMemory(here.sources);
    expect(memory.cpu).toBeGreaterThan(2 ** 28);
    expect(memory.cpu).toBeLessThanOrEqual(totalmem());
    expect(memory.gpu).toBeUndefined();
    expect(memoryOf("cpu", memory)).toBe(memory.cpu);
    expect(memoryOf("webgpu", memory)).toBeUndefined();
  });

  it("is that of AMD's card with most, with what it may use of the machine's", async () => {
    await using here = await machine({
      "card0/device/mem_info_vram_total": "536870912\n",
      "card0/device/mem_info_gtt_total": "8000000000\n",
      "card1/device/mem_info_vram_total": "1000000000\n",
      "card1-HDMI-A-1/device/mem_info_vram_total": "99000000000\n",
      "card2/device/mem_info_vram_total": "plenty\n",
      "version/device/mem_info_vram_total": "99000000000\n",
    });
    expect((await deviceMemory(here.sources)).gpu).toBe(8_536_870_912);
  });

  it("is what nvidia-smi prints in MiB, and nothing where it fails or prints something else", async () => {
    await using two = await machine({}, "8192\n 143771 \n");
    expect((await deviceMemory(two.sources)).gpu).toBe(143_771 * 2 ** 20);
    await using failing = await machine({}, "");
    expect((await deviceMemory(failing.sources)).gpu).toBeUndefined();
    await using odd = await machine({}, "[N/A]\nNo devices were found\n");
    expect((await deviceMemory(odd.sources)).gpu).toBeUndefined();
  });
});
