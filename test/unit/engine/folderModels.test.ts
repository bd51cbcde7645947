import { cp, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withFolderModel } from "../../../src/engine/reward/folderModels.ts";
import type { ClipModel } from "../../../src/runtime/clip/clipModel.ts";
import { fixtures, type TemporaryFolder, temporaryFolder } from "../runtime/modelFixture.ts";

let folder: TemporaryFolder;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

async function copyOf(name: string): Promise<string> {
  const path = join(folder.path, name);
  await cp(join(fixtures, "tiny-clip-split"), path, { recursive: true });
  return path;
}

const modelIn = (path: string): Promise<ClipModel> => withFolderModel("clip", path, (model) => Promise.resolve(model));
const image = { width: 2, height: 2, data: new Uint8ClampedArray(16), prompt: "two cats" };
const score = (model: ClipModel): Promise<number[]> => model.similarity([image], { warn: () => undefined });

describe("the CLIP models that are kept", () => {
  it("are the same for the next who asks, and another where a file has changed", async () => {
    const path = await copyOf("changing");
    const first = await modelIn(path);
    expect(await modelIn(path)).toBe(first);
    await utimes(join(path, "preprocessor_config.json"), new Date(), new Date(0));
    expect(await modelIn(path)).not.toBe(first);
  });

  it("are the two that were used latest; one that has to go goes when nobody uses it any more", async () => {
    const [a, b, c] = [await copyOf("a"), await copyOf("b"), await copyOf("c")];
    const first = await modelIn(a);
    let others: ClipModel[] = [];
    const scores = await withFolderModel("clip", a, async (model) => {
      others = [await modelIn(b), await modelIn(c)];
      return score(model);
    });
    expect(scores).toHaveLength(1);
    expect(await modelIn(c)).toBe(others[1]);
    expect(await modelIn(b)).toBe(others[0]);
    const again = await modelIn(a);
    expect(again).not.toBe(first);
    expect(await score(again)).toEqual(scores);
    await expect(
      score(first).then(() => first.similarity([{ ...image, prompt: "another" }], { warn: () => undefined })),
    ).rejects.toThrow(/disposed/);
  });

  it("are tried again where one could not be opened", async () => {
    const path = await copyOf("broken");
    const graph = join(path, "onnx/text_model.onnx");
    await cp(join(path, "config.json"), graph);
    await expect(modelIn(path)).rejects.toMatchObject({ code: "model-corrupt" });
    await rm(graph);
    await expect(modelIn(path)).rejects.toMatchObject({ code: "model-incomplete" });
    await cp(join(fixtures, "tiny-clip-split/onnx/text_model.onnx"), graph);
    expect(await score(await modelIn(path))).toHaveLength(1);
  });

  it("are opened for whoever else waits when the one who asked first is stopped", async () => {
    const path = await copyOf("stopped");
    const first = new AbortController();
    const use = (model: ClipModel): Promise<ClipModel> => Promise.resolve(model);
    const stopped = withFolderModel("clip", path, use, { signal: first.signal }).catch(() => undefined);
    const other = modelIn(path);
    first.abort();
    expect(await score(await other)).toHaveLength(1);
    await stopped;
  });
});
