import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { windowsDriverSigns } from "../../../src/runtime/device/windowsDrivers.ts";
import { temporaryFolder } from "./modelFixture.ts";

describe("Windows' graphics drivers", () => {
  it("are told by their packages, of which another version has another name", async () => {
    await using root = await temporaryFolder();
    const store = join(root.path, "System32", "DriverStore", "FileRepository");
    const graphics = ["nv_dispi.inf_amd64_0e5b5d7a", "u0392456.inf_amd64_77aa", "iigd_dch.inf_amd64_12ab"];
    const others = ["netrtl64.inf_amd64_8d29", "usbvideo.inf_amd64_aa11", "input.inf_amd64_3c4d"];
    for (const name of [...graphics, ...others]) await mkdir(join(store, name), { recursive: true });
    expect(windowsDriverSigns({ SystemRoot: root.path })).toEqual(graphics.toSorted());
    await mkdir(join(store, "nv_dispi.inf_amd64_ffff"));
    expect(windowsDriverSigns({ SystemRoot: root.path })).toHaveLength(4);
    // Linux below Windows has the same packages in a folder of its own.
    expect(windowsDriverSigns({}, store)).toHaveLength(4);
    expect(windowsDriverSigns({}, join(root.path, "nowhere"))).toEqual([]);
  });
});
