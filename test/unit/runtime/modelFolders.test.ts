import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findModel, listModels } from "../../../src/runtime/folders/modelFolders.ts";
import { inspectTextFolder } from "../../../src/runtime/text/textFolder.ts";
import { temporaryFolder, writeModel } from "./modelFixture.ts";

describe("listing models", () => {
  it("describes each by its own words and its length", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    await writeModel(folder.path, { name: "words", tokenizer: "wordpiece" });
    const [tiny, words] = await listModels([folder.path], [folder.path]);
    expect(tiny).toEqual({
      name: "tiny",
      title: "Bytes",
      description: "Letters by the byte.",
      modality: "text",
      path,
      embedded: true,
      size: "16 tokens",
      steps: 64,
      problem: undefined,
    });
    expect(words).toMatchObject({ title: "words", description: "A masked language model (bert).", size: "32 tokens" });
  });

  it("lists a half-there folder with what it lacks", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    await rm(join(path, "tokenizer.json"));
    await rm(join(path, "onnx"), { recursive: true });
    await writeFile(join(path, "model.safetensors"), "");
    const [model] = await listModels([folder.path]);
    expect(model?.problem).toMatch(
      /lacks tokenizer.json and onnx\/model.onnx.*model.safetensors.*export the model to ONNX/,
    );
  });

  it("says of a Git LFS pointer that it is one, and of a broken config.json that it is broken", async () => {
    await using folder = await temporaryFolder();
    await writeModel(folder.path, { name: "a", graph: Buffer.from("version https://git-lfs.github.com/spec/v1\n") });
    await writeFile(join(await writeModel(folder.path, { name: "b" }), "config.json"), "{");
    const [a, b] = await listModels([folder.path]);
    expect(a?.problem).toMatch(/Git LFS pointer.*git lfs pull/);
    expect(b?.problem).toMatch(/config.json is not the JSON/);
  });

  it("leaves out what is no model and folders that are not there, and lists a diffusers folder of no class with why it is none", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "notes"));
    await mkdir(join(folder.path, "sd"));
    await writeFile(join(folder.path, "sd", "model_index.json"), "{}");
    const models = await listModels([folder.path, join(folder.path, "nowhere")]);
    expect(models).toMatchObject([
      { name: "sd", modality: "image", problem: expect.stringMatching(/of no class.*cannot be steered yet/) as string },
    ]);
  });

  it("takes a folder that is a model itself, and names a second model of a name by its path", async () => {
    await using first = await temporaryFolder();
    await using second = await temporaryFolder();
    await writeModel(first.path);
    const path = await writeModel(second.path);
    const models = await listModels([first.path, path, first.path]);
    expect(models.map(({ name }) => name)).toEqual(["tiny", path]);
  });
});

describe("finding a model", () => {
  it("finds it by name, by path, and outside the model folders by absolute path", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    expect(await findModel("tiny", [folder.path])).toMatchObject({ path });
    expect(await findModel(path, [folder.path])).toMatchObject({ name: "tiny" });
    expect(await findModel(path, [])).toMatchObject({ name: "tiny", path, problem: undefined });
  });

  it("says what there is when there is no such model", async () => {
    await using folder = await temporaryFolder();
    await writeModel(folder.path);
    await expect(findModel("stroies", [folder.path])).rejects.toMatchObject({
      code: "model-missing",
      message: expect.stringContaining('There is no model "stroies". There is: tiny.') as string,
    });
    await expect(findModel(join(folder.path, "gone"), [])).rejects.toMatchObject({ code: "model-missing" });
  });
});

describe("the graph of a folder", () => {
  it("is the one with full precision, with the weights that lie beside it", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    for (const name of ["model_q4.onnx", "model_fp16.onnx", "model.onnx_data", "model_fp16.onnx_data"]) {
      await writeFile(join(path, "onnx", name), "1234");
    }
    expect(await inspectTextFolder(path)).toMatchObject({
      graph: "onnx/model.onnx",
      files: ["config.json", "tokenizer.json", "onnx/model.onnx", "onnx/model.onnx_data"],
    });
    await rm(join(path, "onnx", "model.onnx"));
    expect(await inspectTextFolder(path)).toMatchObject({ graph: "onnx/model_fp16.onnx", bytes: 8 });
  });
});
