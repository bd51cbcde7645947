/** What this machine's devices do with a model: each tried in a real child. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DeviceChecks, fastest } from "../../src/protocol/devices.ts";
import { repository } from "../support/forkedEngine.ts";
import { steer } from "../support/steerCommand.ts";
import { temporaryFolder } from "../unit/runtime/modelFixture.ts";

describe("fk-steer devices", () => {
  it("times the CPU, says of every other device why it cannot be used, and names what auto takes", async () => {
    await using folder = await temporaryFolder();
    const { code, stdout, stderr } = await steer(folder.path, "devices", "--model", "emoji-scenes", "--json");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const checks = JSON.parse(stdout) as DeviceChecks;
    const graphs = ["unet", "text_encoder"].map((part) => `media/models/emoji-scenes/${part}/model.onnx`);
    const sizes = await Promise.all(graphs.map(async (graph) => (await stat(join(repository, graph))).size));
    expect(checks).toMatchObject({ model: "emoji-scenes", samples: 4, weights: sizes[0]! + sizes[1]! });
    expect(checks.devices.length).toBeGreaterThan(1);
    expect(checks.devices.at(-1)).toMatchObject({
      device: "cpu",
      milliseconds: expect.any(Number) as number,
      memory: expect.any(Number) as number,
    });
    // A machine with a GPU has figures of it instead of a reason.
    for (const { device, reason, milliseconds } of checks.devices)
      expect(milliseconds ?? reason, device).not.toBe(undefined);
    expect(checks.taken).toBe(fastest(checks.devices));
  });

  it("names the models there are where the one that is named is none", async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await steer(folder.path, "devices", "--model", "nope");
    expect(code).toBe(2);
    expect(stderr).toMatch(/There is no model "nope"\. There are: emoji-scenes, emoji-scenes-large, stories/u);
  });
});

describe("the fastest device", () => {
  const check = (device: string, milliseconds?: number, reason?: string) => ({
    ...{ device, milliseconds, reason },
    agreement: undefined,
  });

  it("is the quickest of those that work, and the CPU where nothing does", () => {
    expect(fastest([check("webgpu", 2), check("cpu", 9)])).toBe("webgpu");
    expect(fastest([check("webgpu", 12), check("cpu", 9)])).toBe("cpu");
    expect(fastest([check("webgpu", 2, "its numbers are not finite"), check("cpu", 9)])).toBe("cpu");
    expect(fastest([check("webgpu", undefined, "no adapter"), check("cpu", undefined, "gone")])).toBe("cpu");
  });
});
