import { mkdir, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deviceMemory } from "../../../src/runtime/device/deviceMemory.ts";
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
  it("is the machine's for the CPU, and left out for a GPU of which nobody says", async () => {
    await using here = await machine({});
    const { cpu, ...others } = await deviceMemory(here.sources);
    expect(cpu).toBeGreaterThan(2 ** 28);
    expect(cpu).toBeLessThanOrEqual(totalmem());
    expect(others).toEqual({});
  });

  it("is that of AMD's card with most, with what it may use of the machine's", async () => {
    await using here = await machine({
      "card0/device/mem_info_vram_total": "536870912\n",
      "card0/device/mem_info_gtt_total": "8000000000\n",
      "card1/device/mem_info_vram_total": "1000000000\n",
      "card1-HDMI-A-1/device/mem_info_vram_total": "99000000000\n",
      "version/device/mem_info_vram_total": "99000000000\n",
    });
    const { webgpu, cuda } = await deviceMemory(here.sources);
    expect([webgpu, cuda]).toEqual([8_536_870_912, undefined]);
  });

  it("is not known of WebGPU where one of the cards that it may run on does not say", async () => {
    await using mixed = await machine(
      { "card0/device/vendor": "0x8086\n", "card1/device/vendor": "0x10de\n" },
      "4096\n",
    );
    const { webgpu, cuda } = await deviceMemory(mixed.sources);
    expect([webgpu, cuda]).toEqual([undefined, 4096 * 2 ** 20]);
    await using odd = await machine({ "card0/device/mem_info_vram_total": "plenty\n" });
    expect((await deviceMemory(odd.sources)).webgpu).toBeUndefined();
  });

  it("is what nvidia-smi prints in MiB, and nothing where it fails or prints something else", async () => {
    await using two = await machine({}, "8192\n 143771 \n");
    expect(await deviceMemory(two.sources)).toMatchObject({ cuda: 143_771 * 2 ** 20, webgpu: 143_771 * 2 ** 20 });
    await using failing = await machine({}, "");
    expect((await deviceMemory(failing.sources)).cuda).toBeUndefined();
    await using odd = await machine({}, "[N/A]\nNo devices were found\n");
    expect((await deviceMemory(odd.sources)).cuda).toBeUndefined();
  });
});
