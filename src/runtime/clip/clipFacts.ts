/** What is known of a CLIP, a SigLIP and a head on one before they are loaded, fact by fact, with who says it. */
import type { ModelFact } from "../../protocol/modelInfo.ts";
import { graphFacts, otherGraphs } from "../folders/graphFacts.ts";
import { portsOf } from "../folders/graphWeights.ts";
import { asId, asString } from "../folders/json.ts";
import { fixedSize } from "../onnx/port.ts";
import { inspectAestheticFolder, looksAesthetic } from "./aestheticModel.ts";
import { inspectClipFolder, partOf, readClip } from "./clipFolder.ts";

/** Throws what opening the folder throws before it loads its graphs. */
export async function readClipFacts(path: string): Promise<ModelFact[]> {
  const folder = await inspectClipFolder(path);
  const { text, vision } = folder;
  const { config, family, preparation } = await readClip(folder);
  const { width, height, filter, resize } = preparation;
  const { inputs } = await portsOf(path, text);
  const fixed = fixedSize(
    inputs.find(({ name }) => name === "input_ids"),
    1,
  );
  const stated = asId(partOf(config, "text_config")["max_position_embeddings"]);
  const tokens = [
    { value: fixed, from: text },
    { value: stated, from: "config.json" },
    { value: family.length, from: "usual of a SigLIP" },
  ].find(({ value }) => value !== undefined);
  const type = asString(config["model_type"]);
  const resized =
    resize === undefined ? "not resized" : "shortest" in resize ? `shorter side ${resize.shortest}` : "resized";
  return [
    {
      what: "family",
      value: family.name,
      from: type === undefined ? folder.preparation : "model_type of config.json",
      assumed: false,
    },
    ...(await graphFacts(path, "graph of prompts", text)),
    ...(vision === text ? [] : await graphFacts(path, "graph of images", vision)),
    ...otherGraphs(folder.otherGraphs, "the reward's parameter precision"),
    {
      what: "tokens of a prompt",
      value: String(tokens?.value ?? 77),
      from: tokens?.from ?? "the tokenizer, else usual of a CLIP",
      assumed: tokens === undefined || tokens.value === family.length,
    },
    {
      what: "images",
      value: `${width} × ${height}, ${resized}, ${filter}`,
      from: folder.preparation,
      assumed: false,
    },
    ...((await looksAesthetic(path))
      ? await graphFacts(path, "aesthetic head", (await inspectAestheticFolder(path)).head)
      : []),
  ];
}
