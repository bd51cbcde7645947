import { cp, mkdir, readdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelProblem } from "../../../src/protocol/modelInfo.ts";
import { findModel, listModels } from "../../../src/runtime/folders/modelFolders.ts";
import { inspectTextFolder } from "../../../src/runtime/text/textFolder.ts";
import { fixtures, temporaryFolder, writeModel } from "./modelFixture.ts";

describe("listing models", () => {
  it("describes each by its own words and its length", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    await writeModel(folder.path, { name: "words", tokenizer: "wordpiece" });
    const [tiny, words] = await listModels([folder.path], [folder.path]);
    const found = await readdir(path, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile());
    const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
    expect(tiny).toEqual({
      name: "tiny",
      title: "Bytes",
      description: "Letters by the byte.",
      modality: "text",
      path,
      origin: "embedded",
      state: { kind: "ready" },
      extent: { kind: "tokens", tokens: 16 },
      bytes: sizes.reduce((sum, { size }) => sum + size, 0),
      steps: 64,
      conventions: ["shift: asked of the weights when it is opened", "window 16 (max_position_embeddings)"],
      note: undefined,
    });
    expect(words).toMatchObject({
      title: "words",
      description: "A masked language model (bert).",
      extent: { tokens: 32 },
    });
  });

  it("finds models behind links, below an owner's name, too", async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    const model = await writeModel(elsewhere.path);
    await symlink(model, join(folder.path, "linked"));
    await mkdir(join(folder.path, "owner"));
    await symlink(model, join(folder.path, "owner", "linked"));
    // A link to a file makes a folder no owner.
    await mkdir(join(folder.path, "other"));
    await symlink(model, join(folder.path, "other", "linked"));
    await symlink(join(model, "config.json"), join(folder.path, "other", "README.md"));
    await symlink("circle", join(folder.path, "circle"));
    expect((await listModels([folder.path])).map(({ name }) => name)).toEqual(["linked", "owner/linked"]);
  });

  it("lists a half-there folder with what it lacks", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    await rm(join(path, "tokenizer.json"));
    await rm(join(path, "onnx"), { recursive: true });
    await writeFile(join(path, "model.safetensors"), "");
    const [model] = await listModels([folder.path]);
    expect(modelProblem(model!)).toMatch(
      /lacks tokenizer.json and onnx\/model.onnx.*model.safetensors.*export the model to ONNX/,
    );
  });

  it("says of a Git LFS pointer that it is one, and of a broken config.json that it is broken", async () => {
    await using folder = await temporaryFolder();
    await writeModel(folder.path, { name: "a", graph: Buffer.from("version https://git-lfs.github.com/spec/v1\n") });
    await writeFile(join(await writeModel(folder.path, { name: "b" }), "config.json"), "{");
    const [a, b] = await listModels([folder.path]);
    expect(modelProblem(a!)).toMatch(/Git LFS pointer.*git lfs pull/);
    expect(modelProblem(b!)).toMatch(/config.json is not the JSON/);
  });

  it("says of a part of an image model which folder to choose", async () => {
    const path = join(fixtures, "tiny-sd", "unet");
    expect(modelProblem(await findModel(path, []))).toMatch(
      /lacks tokenizer\.json\. It is a part of the image model in .*tiny-sd: choose that folder\.$/,
    );
  });

  it.each([
    ["tiny-siglip", /scores, and makes nothing.* clip, with the parameter model .*tiny-siglip\.$/],
    ["tiny-clip", /scores, and makes nothing.* clip or aesthetic, with the parameter/],
    ["tiny-clip/onnx", /holds the graphs of a model that scores.* the parameter model .*tiny-clip\.$/],
    ["text-roberta/onnx", /holds only the graphs of a model\. Choose the folder around it: .*text-roberta\.$/],
  ])("says of %s, where nothing is missing, what it is", async (path, sentence) => {
    await expect(findModel(join(fixtures, path), [])).rejects.toThrow(sentence);
  });

  it("says of an image model's tokenizer and scheduler which folder to choose, and of a file that it is none", async () => {
    for (const part of ["tokenizer", "scheduler"]) {
      const problem = modelProblem(await findModel(join(fixtures, "tiny-sd", part), []));
      expect(problem).toMatch(/It is a part of the image model in .*tiny-sd: choose that folder\.$/);
    }
    const file = join(fixtures, "tiny-sd", "unet", "model.onnx");
    await expect(findModel(file, [])).rejects.toThrow(/is a file, and a model is a folder\. Choose the folder/);
  });

  it("says of an image folder with PyTorch's weights that they are to be exported", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "sd");
    await cp(join(fixtures, "tiny-sd"), path, { recursive: true });
    const weights = "unet/diffusion_pytorch_model.safetensors";
    await rename(join(path, "unet/model.onnx"), join(path, weights));
    expect(modelProblem(await findModel(path, []))).toMatch(
      /lacks unet\/model\.onnx\. It holds unet\/diffusion_pytorch_model\.safetensors, .*: export the model to ONNX/,
    );
  });

  it("names the models of a folder that is none", async () => {
    await expect(findModel(fixtures, [])).rejects.toThrow(
      /holds 21 models: bytes, .* and 13 more\. Choose one of these/,
    );
  });

  it("leaves out what is no model and folders that are not there, and lists a diffusers folder of no class with why it is none", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "notes"));
    await mkdir(join(folder.path, "sd"));
    await writeFile(join(folder.path, "sd", "model_index.json"), "{}");
    const models = await listModels([folder.path, join(folder.path, "nowhere")]);
    expect(models).toMatchObject([
      {
        name: "sd",
        modality: "image",
        state: {
          problem: expect.stringMatching(
            /no model_index\.json that names a pipeline .* whose inputs tell one/,
          ) as string,
        },
      },
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
    expect(await findModel(path, [])).toMatchObject({ name: "tiny", path, state: { kind: "ready" } });
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
  it("is the one with full precision", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    for (const name of ["model_q4.onnx", "model_fp16.onnx"]) await writeFile(join(path, "onnx", name), "1234");
    expect(await inspectTextFolder(path)).toMatchObject({ graph: "onnx/model.onnx" });
    await rm(join(path, "onnx", "model.onnx"));
    expect(await inspectTextFolder(path)).toMatchObject({ graph: "onnx/model_fp16.onnx", bytes: 4 });
  });

  it("has the weights that its own records name, whatever they are called, and no others", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path, { graph: { weights: "numbers/of the model.bin" } });
    await mkdir(join(path, "onnx", "numbers"));
    await writeFile(join(path, "onnx", "numbers", "of the model.bin"), "1234");
    await writeFile(join(path, "onnx", "model.onnx_data"), "of another graph");
    expect((await inspectTextFolder(path)).files).toEqual([
      ...["config.json", "tokenizer.json", "onnx/model.onnx", "onnx/numbers/of the model.bin"],
    ]);
  });

  it("is refused where its weights lie outside of the model's folder", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path, { graph: { weights: "../../other/weights.bin" } });
    await expect(inspectTextFolder(path)).rejects.toThrow(
      /other\/weights\.bin", which is no file of the model's folder/,
    );
  });
});

describe("a folder that is not whole", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";

  it.each(["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx", "onnx/weights.bin"])(
    "is said to hold a Git LFS pointer: %s",
    async (file) => {
      await using folder = await temporaryFolder();
      const path = await writeModel(folder.path, { graph: { weights: "weights.bin" } });
      await writeFile(join(path, "onnx", "weights.bin"), "1234");
      await writeFile(join(path, file), pointer);
      const [model] = await listModels([folder.path]);
      expect(modelProblem(model!)).toMatch(/is a Git LFS pointer.*git lfs pull/);
      expect(modelProblem(model!)).toContain(file.split("/").at(-1));
    },
  );

  it("is told how its older vocabulary becomes a tokenizer.json", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    await rm(join(path, "tokenizer.json"));
    await writeFile(join(path, "vocab.txt"), "[PAD]\n");
    const [model] = await listModels([folder.path]);
    expect(modelProblem(model!)).toMatch(/lies in vocab\.txt: .*AutoTokenizer.*save_pretrained/);
  });
});

describe("how models lie in a folder", () => {
  it("is beside each other, below their owners, or as the hub's clients keep them", async () => {
    await using folder = await temporaryFolder();
    const snapshots = join(folder.path, "models--acme--plays", "snapshots");
    await writeModel(folder.path);
    await writeModel(join(folder.path, "acme"), { name: "tales" });
    await writeModel(snapshots, { name: "aaa" });
    await writeModel(snapshots, { name: "bbb" });
    await mkdir(join(folder.path, "models--acme--plays", "refs"));
    await writeFile(join(folder.path, "models--acme--plays", "refs", "main"), "aaa\n");
    const models = await listModels([folder.path]);
    expect(models.map(({ name }) => name)).toEqual(["acme/tales", "acme/plays", "tiny"]);
    expect(await findModel("acme/plays", [folder.path])).toMatchObject({ path: join(snapshots, "aaa") });
  });
});
