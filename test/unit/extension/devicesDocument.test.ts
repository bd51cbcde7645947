import { describe, expect, it } from "vitest";
import { devicesDocument } from "../../../src/extension/documents/devicesDocument.ts";

describe("the document of devices", () => {
  it("has a row for each, in words, whatever drivers say of themselves", () => {
    const none = { milliseconds: undefined, agreement: undefined, memory: undefined };
    const text = devicesDocument({
      model: "Stories",
      weights: 11_107_393,
      samples: 8,
      taken: "webgpu",
      devices: [
        { device: "webgpu", milliseconds: 4.06, reason: undefined, agreement: 0.00213, memory: 8.6e9 },
        { device: "cpu", milliseconds: 43, reason: undefined, agreement: undefined, memory: undefined },
        { ...none, device: "cuda", reason: "driver says | <b>no</b>" },
      ],
    });
    const plain = text.replaceAll(/\\(?=\.)/gu, "");
    expect(plain).toContain(
      'With Stories, whose weights take 11.1 MB, a call of 8 samples. The device "auto" takes webgpu.',
    );
    const rows = plain.split("\n").filter((line) => line.startsWith("| "));
    expect(rows[0]).toBe("| device | works | figures |");
    expect(rows.slice(2)).toEqual([
      "| webgpu | yes | 4.1 ms a call, within 0.0021 of the CPU in the midst of a run, 8.6 GB of memory |",
      "| cpu | yes | 43.0 ms a call |",
      String.raw`| cuda | no | driver says \| \<b\>no\</b\> |`,
    ]);
  });
});
