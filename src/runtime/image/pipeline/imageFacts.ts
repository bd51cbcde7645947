/** What is known of an image model before it is loaded, fact by fact, with who says it: the graph, a file, or nobody. */
import type { ModelFact } from "../../../protocol/modelInfo.ts";
import { otherGraphs } from "../../folders/graphFacts.ts";
import { portsOf, precisionOf } from "../../folders/graphWeights.ts";
import { asNumber, asString, type JsonObject, readFilledJson } from "../../folders/json.ts";
import { fixedSize, type Port } from "../../onnx/port.ts";
import { familyDefaults } from "./familyDefaults.ts";
import { guidanceAdvice, guidingSaid } from "./guiding.ts";
import { readOwnSize } from "./ownSize.ts";
import { templateFile } from "./amuseTemplate.ts";
import { folderOf } from "./partFiles.ts";
import { inspectPipelineFolder, type PipelineFolder } from "./pipelineFolder.ts";

/** Throws what opening the folder throws before it loads a graph. */
export async function readImageFacts(path: string): Promise<ModelFact[]> {
  const folder = await inspectPipelineFolder(path);
  const { kind, pipeline, denoiser, scheduler, ports, template } = folder;
  const { shape, factor, config, vaeConfig } = await readOwnSize(folder);
  const { extraOperators } = await portsOf(path, denoiser);
  const usual = Object.hasOwn(familyDefaults, kind.className) ? familyDefaults[kind.className] : undefined;
  const assumed = usual === undefined ? "the class's default" : `usual of ${usual.family}`;
  const fact = (what: string, value: string | number, from: string | undefined): ModelFact => ({
    what,
    value: String(value),
    from: from ?? assumed,
    assumed: from === undefined,
  });
  const sample = ports.find(({ name }) => name === pipeline.sample);
  const settings = `${folderOf(denoiser)}config.json`;
  const says = (file: string, values: JsonObject, key: string): string | undefined =>
    values[key] === undefined ? undefined : file;
  const fixedSide = pipeline.layout.side === 1 ? fixedSize(sample, 2) : undefined;
  const channels = fixedSize(sample, pipeline.layout.channelAxis) === undefined ? undefined : denoiser;
  const byDefault = (what: string, value: string, said: string | undefined): ModelFact =>
    said === undefined
      ? { what, value, from: `diffusers' default for ${kind.className}`, assumed: true }
      : fact(what, value, said);
  const schedulerFrom = folder.files.includes(scheduler.file) ? scheduler.file : undefined;
  const sizeFrom =
    says(settings, folder.config, "sample_size") ?? (template?.pixels === undefined ? undefined : templateFile);
  const advice = guidanceAdvice(guidingSaid(pipeline, config), pipeline, folder.guidance);
  return [
    fact("pipeline", kind.className, kind.from),
    fact("denoiser", `${denoiser}, ${(await precisionOf(path, denoiser)) ?? "unknown"} weights`, denoiser),
    ...otherGraphs(folder.otherDenoisers),
    ...ports.map((port) => fact(`input ${port.name}`, shown(port), denoiser)),
    ...(extraOperators.length === 0
      ? []
      : [fact("operators that not every device has", extraOperators.join(", "), denoiser)]),
    fact("images a run", fixedSize(sample, 0) ?? "any number", denoiser),
    fact("channels", shape.channels, says(settings, folder.config, "in_channels") ?? channels),
    fact(
      "size",
      `${shape.width * factor} × ${shape.height * factor} pixels`,
      fixedSide === undefined ? sizeFrom : denoiser,
    ),
    fact("scheduler", String(scheduler.values["_class_name"]), schedulerFrom),
    fact(
      "prediction",
      asString(scheduler.values["prediction_type"]) ?? "the scheduler's usual",
      schedulerFrom && says(schedulerFrom, scheduler.values, "prediction_type"),
    ),
    ...pipeline.text.map((part, at) =>
      fact(part.folder, folder.textEncoders[at] ?? "left out", folder.textEncoders[at] ?? "model_index.json"),
    ),
    ...(await decoderFacts(folder, vaeConfig, fact)),
    byDefault("steps", String(folder.steps), folder.said.steps),
    ...(advice === undefined ? [] : [byDefault("guidance", advice, folder.said.guidance)]),
  ];
}

async function decoderFacts(
  { path, vaeDecoder }: PipelineFolder,
  config: JsonObject,
  fact: (what: string, value: string | number, from: string | undefined) => ModelFact,
): Promise<ModelFact[]> {
  if (vaeDecoder === undefined) return [];
  const file = `${folderOf(vaeDecoder)}config.json`;
  const stated = (await readFilledJson(path, file)) ?? {};
  return ["scaling_factor", "shift_factor"].flatMap((key) => {
    const value = asNumber(config[key]);
    return value === undefined ? [] : [fact(`latents' ${key}`, value, stated[key] === undefined ? undefined : file)];
  });
}

function shown({ type, dimensions }: Port): string {
  return `${type ?? "no tensor"} [${dimensions.join(", ")}]`;
}
