import { describe, expect, it } from "vitest";
import { recall, remember } from "../../../src/runtime/device/deviceCache.ts";
import { temporaryFolder } from "./modelFixture.ts";

const hour = 3_600_000;

describe("what is remembered of a device", () => {
  it("is there for as long as its key, but what may be gone soon for an hour alone", async () => {
    await using folder = await temporaryFolder();
    const late = { provider: "webgpu", milliseconds: undefined, reason: "it gave no answer within 10 s" } as const;
    const slow = { provider: "cuda", milliseconds: 90, reason: undefined } as const;
    await remember(folder.path, "model", [{ ...late, isPassing: true }, slow], 1000);
    const soon = await recall(folder.path, "model", 1000 + hour - 1);
    expect(soon.get("webgpu")?.reason).toBe(late.reason);
    const later = await recall(folder.path, "model", 1000 + hour);
    expect([...later.keys()]).toEqual(["cuda"]);
    // What it says the next time takes the place of that, with no end of its own.
    await remember(folder.path, "model", [{ ...late, reason: "it has no such operator" }], 2000 + hour);
    expect((await recall(folder.path, "model", 1000 * hour)).get("webgpu")?.reason).toBe("it has no such operator");
  });
});
