import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { driverSigns, namedDriversFault } from "../../../src/runtime/device/linuxDrivers.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });

/** The description of a driver, in a file. */
async function describedAs(contents: unknown, name = "one.json"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof contents === "string" ? contents : JSON.stringify(contents));
  return path;
}

const icd = (library: string) => ({ file_format_version: "1.0.0", ICD: { library_path: library } });

describe("Vulkan drivers that the environment names", () => {
  it("are at fault where every file or its library cannot be one, which is told of the first", async () => {
    const gone = join(folder, "gone.json");
    const nothing = await describedAs("no JSON");
    await writeFile(join(folder, "text.so"), "text");
    const text = await describedAs(icd("./text.so"), "text.json");
    const absent = await describedAs(icd("/nowhere/driver.so"), "absent.json");
    const faults = [gone, nothing, text, absent].map((path) => namedDriversFault({ VK_ICD_FILENAMES: path }));
    expect(faults).toEqual(
      [
        `there is no ${gone}`,
        `${nothing} names no library`,
        `${join(folder, "text.so")}, which ${text} names, is no library`,
        `there is no /nowhere/driver.so, which ${absent} names`,
      ].map((why) => `VK_ICD_FILENAMES names no Vulkan driver that can be used: ${why}`),
    );
    await mkdir(join(folder, "empty"));
    expect(namedDriversFault({ VK_DRIVER_FILES: join(folder, "empty") })).toMatch(/^VK_DRIVER_FILES .* without any$/u);
    expect(namedDriversFault({ VK_ICD_FILENAMES: `${gone}:${text}` })).toContain(gone);
  });

  it("may work where one of them may, and where none is named", async () => {
    await writeFile(join(folder, "driver.so"), "\x7fELF and more");
    const path = await describedAs(icd("./driver.so"));
    const bySystem = await describedAs(icd("libvulkan_lvp.so"), "system.json");
    expect(namedDriversFault({})).toBeUndefined();
    expect(namedDriversFault({ VK_ICD_FILENAMES: "" })).toBeUndefined();
    for (const named of [path, bySystem, folder, `/nowhere.json:${path}`])
      expect(namedDriversFault({ VK_ICD_FILENAMES: named }), named).toBeUndefined();
    // The loader's newer variable goes before the older one.
    expect(namedDriversFault({ VK_DRIVER_FILES: "/nowhere.json", VK_ICD_FILENAMES: path })).toContain("/nowhere.json");
  });
});

describe("the signs of a machine's drivers", () => {
  it("stay as they are, and are others once a driver's description is changed or replaced", async () => {
    const path = await describedAs(icd("./driver.so"));
    const signs = () => driverSigns({ VK_ICD_FILENAMES: path });
    const before = signs();
    expect(before.at(-1)).toContain("driver.so");
    expect(signs()).toEqual(before);
    await utimes(path, 1, 1);
    const replaced = signs();
    expect(replaced).not.toEqual(before);
    await describedAs(icd("./other.so"));
    await utimes(path, 1, 1);
    expect(signs()).not.toEqual(replaced);
  });
});
