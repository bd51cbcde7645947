/** Models of rewards whose parts do not fit each other: told when the reward is prepared, and not at the first score. */
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openBuiltinReward } from "../../../src/engine/reward/builtinReward.ts";
import {
  type FolderKind,
  folderKinds,
  type FolderModelName,
  type Rehearsed,
} from "../../../src/engine/reward/folderKinds.ts";
import type { JsonObject } from "../../../src/runtime/folders/json.ts";
import { defaultRewardLimits } from "../../../src/protocol/limits.ts";
import { fixtures, temporaryFolder } from "../runtime/modelFixture.ts";
import { graphFile } from "../runtime/onnxGraph.ts";

const readers = fileURLToPath(new URL("../../fixtures/readers/", import.meta.url));

/** Prepares the reward over a copy of the folder in which something is of another model. */
async function prepared(reward: string, from: string, change: (path: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await cp(from, folder.path, { recursive: true });
  await change(folder.path);
  const settings = { rewardFolders: [], trusted: false, reward: defaultRewardLimits };
  await using _ = await openBuiltinReward(reward, { model: folder.path }, { settings });
}

/** The same without its child, which takes a second. */
async function rehearsed(name: FolderModelName, from: string, change: (path: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await cp(from, folder.path, { recursive: true });
  await change(folder.path);
  const kind: FolderKind<never, Rehearsed> = folderKinds[name] as never;
  await using model = await kind.open(await kind.inspect(folder.path));
  await model.rehearse();
}

const json =
  (file: string, edit: (said: JsonObject) => JsonObject) =>
  async (path: string): Promise<void> => {
    const said = JSON.parse(await readFile(join(path, file), "utf8")) as JsonObject;
    await writeFile(join(path, file), JSON.stringify(edit(said)));
  };

/** A head whose input says its width, or leaves it to its weights. */
const head =
  (said: number | string) =>
  (path: string): Promise<void> =>
    writeFile(
      join(path, "aesthetic.onnx"),
      graphFile({
        nodes: [{ operator: "MatMul", inputs: ["embedding", "weights"], output: "score" }],
        inputs: [{ name: "embedding", type: "float32", dimensions: ["batch", said] }],
        outputs: [{ name: "score", type: "float32", dimensions: ["batch", 1] }],
        constants: { weights: { dimensions: [7, 1], data: new Float32Array(7) } },
      }),
    );

const size = (side: number) =>
  json("preprocessor_config.json", (said) => ({
    ...said,
    size: { shortest_edge: side },
    crop_size: { width: side, height: side },
  }));

const clip = join(fixtures, "tiny-clip");

describe("a reward is refused when it is prepared", () => {
  it("over a head of another width, by a trial in a child", async () => {
    await expect(prepared("aesthetic", clip, head(7))).rejects.toMatchObject({
      message: expect.stringMatching(
        /it takes 7, and .* makes 12 numbers of an image: it was made for another CLIP\. Choose one that belongs to this CLIP/u,
      ) as string,
      details: { field: "parameters.model" },
    });
  });

  it("over a head that does not say its width", async () => {
    await expect(rehearsed("aesthetic", clip, head("width"))).rejects.toThrow(
      /it takes another number of them, and .* makes 12 numbers of an image/u,
    );
  });

  it("over a graph for images of another size, naming the file that says the size", async () => {
    await expect(rehearsed("clip", clip, size(24))).rejects.toThrow(/model\.onnx .*24.*preprocessor_config\.json/u);
  });

  it("over two encoders of different models", async () => {
    const change = (path: string): Promise<void> =>
      writeFile(
        join(path, "onnx/vision_model.onnx"),
        graphFile({
          nodes: [
            {
              operator: "ReduceMean",
              inputs: ["pixel_values"],
              output: "image_embeds",
              attributes: { axes: [2, 3], keepdims: 0 },
            },
          ],
          inputs: [{ name: "pixel_values", type: "float32", dimensions: ["batch", 3, "height", "width"] }],
          outputs: [{ name: "image_embeds", type: "float32", dimensions: ["batch", "width"] }],
        }),
      );
    await expect(rehearsed("clip", join(fixtures, "tiny-clip-split"), change)).rejects.toThrow(
      /The encoders in .* do not belong together: a prompt becomes 12 numbers and an image 3\. Take both from one model\./u,
    );
  });

  it("over a tokenizer of another CLIP", async () => {
    const change = json("tokenizer.json", (said) => {
      const model = said["model"] as JsonObject;
      return { ...said, model: { ...model, vocab: { ...(model["vocab"] as JsonObject), beyond: 90_000 } } };
    });
    await expect(rehearsed("clip", clip, change)).rejects.toThrow(
      /fails on 77 tokens up to the number 90000: .* Graph and tokenizer do not belong together/u,
    );
  });

  it("over a text classifier whose configuration is another's", async () => {
    const change = json("config.json", (config) => ({ ...config, id2label: { 0: "bad", 1: "good" } }));
    await expect(rehearsed("classify", join(readers, "moods"), change)).rejects.toThrow(
      /names 2 labels \(id2label, up to 1\), and the graph gives 3 numbers of a text/u,
    );
  });

  it("over a language model that reads fewer tokens than its configuration says", async () => {
    const change = async (path: string): Promise<void> => {
      await json("config.json", (config) => ({ ...config, n_positions: 40 }))(path);
      await json("tokenizer_config.json", (config) => ({ ...config, model_max_length: 40 }))(path);
    };
    await expect(prepared("likelihood", join(readers, "writer"), change)).rejects.toThrow(
      /fails on 40 tokens, as many as .* lets it read: .* "fk_steering": \{ "window": … \}/u,
    );
  });
});
