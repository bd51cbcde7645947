import { describe, expect, it } from "vitest";
import { modelDocument } from "../../../src/extension/documents/modelDocument.ts";

describe("what is known of a model", () => {
  it("is a table of facts with who says each, of text that is no Markdown", () => {
    const document = modelDocument(
      {
        ...{ name: "sd", title: "A *model*", description: "It makes images.", modality: "image", path: "/models/sd" },
        ...{ origin: "folder", state: { kind: "ready" }, extent: { kind: "pixels", width: 512, height: 512 } },
        ...{ bytes: 1, steps: 20, conventions: [], note: undefined },
      },
      [
        { what: "channels", value: "4", from: "unet/model.onnx", assumed: false },
        { what: "scheduler", value: "PNDMScheduler", from: "usual of Stable Diffusion", assumed: true },
      ],
    );
    expect(document).toBe(
      [
        String.raw`# What is known of A \*model\*`,
        String.raw`512 × 512\. It makes images\.`,
        [
          "| fact | value | who says it |",
          "| :-- | :-- | :-- |",
          String.raw`| channels | 4 | unet/model\.onnx |`,
          "| scheduler | PNDMScheduler | assumed: usual of Stable Diffusion |",
        ].join("\n"),
        "What is assumed stands in no file of /models/sd: it is what such models usually have. The same in a terminal: fk-steer models show.\n",
      ].join("\n\n"),
    );
  });
});
