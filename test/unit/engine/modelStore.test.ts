/** Real models, written on the spot. */
import { utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openBelievedModel } from "../../../src/engine/models/believedModel.ts";
import { createModelStore, type OpenModelOptions } from "../../../src/engine/models/modelStore.ts";
import { bySize } from "../../../src/protocol/limits.ts";
import { findModel } from "../../../src/runtime/folders/modelFolders.ts";
import { byteTokens, never, temporaryFolder, writeModel } from "../runtime/modelFixture.ts";

const options: OpenModelOptions = {
  chunk: undefined,
  threads: undefined,
  opening: bySize,
  device: "cpu",
  precision: "auto",
  signal: never,
  cacheFolder: undefined,
};

it("loads a model anew when its weights have changed, whatever they are called and whenever they say they were written", async () => {
  await using folder = await temporaryFolder();
  const path = await writeModel(folder.path, { graph: { weights: "numbers.bin" } });
  const weights = join(path, "onnx", "numbers.bin");
  const write = (value: number) =>
    writeFile(weights, new Uint8Array(new Float32Array(byteTokens ** 2).fill(value).buffer));
  await write(1);
  // As a copy that keeps the time of its original.
  await utimes(weights, 1000, 1000);
  const info = await findModel(path, []);
  await using store = createModelStore();
  const open = async () => {
    const [model] = await store.open([info], options);
    return model!;
  };
  const before = await open();
  expect(await open()).toBe(before);
  await write(2);
  await utimes(weights, 1000, 1000);
  const after = await open();
  expect(after).not.toBe(before);
  const hashOf = ({ files }: typeof after) => files.find((file) => file.path === "onnx/numbers.bin")!.sha256;
  expect(hashOf(after)).not.toBe(hashOf(before));
});

it("loads one after the other what a run needs, one that is named twice once, and keeps the first where the second is stopped", async () => {
  await using folder = await temporaryFolder();
  const [one, other] = [
    await findModel(await writeModel(folder.path, { name: "one" }), []),
    await findModel(await writeModel(folder.path, { name: "other" }), []),
  ];
  await using store = createModelStore();
  const [first, again] = await store.open([one, one], options);
  expect(again).toBe(first);
  await expect(store.open([one, other], { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: "AbortError",
  });
  const [kept, second] = await store.open([one, other], options);
  expect(kept).toBe(first);
  // The first is not needed any more; the second is.
  const [alone] = await store.open([other], options);
  expect(alone).toBe(second);
  const [anew] = await store.open([one, other], options);
  expect(anew).not.toBe(first);
});

it("opens a model anew where its device has failed since, and only then", async () => {
  await using folder = await temporaryFolder();
  const info = await findModel(await writeModel(folder.path), []);
  let hasFailed = false;
  // Nothing real here has a device to lose: the model is one of the CPU's.
  await using store = createModelStore(async (...asked) => {
    const { model } = await openBelievedModel(...asked);
    hasFailed = false;
    return {
      model,
      watch: {
        get hasFailed() {
          return hasFailed;
        },
      },
    };
  });
  const open = async () => (await store.open([info], options))[0];
  const before = await open();
  expect(await open()).toBe(before);
  hasFailed = true;
  const after = await open();
  expect(after).not.toBe(before);
  expect(await open()).toBe(after);
});
