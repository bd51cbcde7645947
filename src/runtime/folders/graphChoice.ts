/** Which of several graphs of one network is run: by what is asked for, by what their names say of their precision, and by memory. */
import { totalmem } from "node:os";
import { basename } from "node:path";
import { namedField, sentence, SteeringError } from "../../errors.ts";
import type { DeviceName, PrecisionName } from "../../protocol/runFields.ts";
import { precisionOf, weightsBeside } from "./graphWeights.ts";
import { bytesOf } from "./modelFiles.ts";

export type NamedPrecision = Exclude<PrecisionName, "auto">;

export interface GraphWish {
  readonly precision: PrecisionName;
  readonly device: DeviceName;
  /** Bytes that there are for one graph and its weights. */
  readonly memory: number;
  /** Where the precision was asked for, where that is not the run's own field. */
  readonly field?: string;
}

/** What holds where nobody says anything, as in a list of models. */
export const usualWish: GraphWish = { precision: "auto", device: "auto", memory: memoryFor() };

/** Two thirds of the machine's: the rest of the model, of the run and of the person needs some. */
function memoryFor(): number {
  return (totalmem() * 2) / 3;
}

/** What opening a model asks for: its graph is that of the device that it is for, wherever it is opened. */
export function wishOf(
  options: Pick<GraphWish, "device"> & { readonly precision?: PrecisionName; readonly graphFor?: DeviceName },
): GraphWish {
  const { precision = "auto", device, graphFor = device } = options;
  return { precision, device: graphFor, memory: usualWish.memory };
}

/** A reward's model scores alike wherever it runs: its graph is the CPU's. */
export function rewardWish(precision: PrecisionName = "auto"): GraphWish {
  return { ...usualWish, device: "cpu", precision, field: "parameters.precision" };
}

/** How names end: as Optimum, transformers.js and ONNX Runtime's own tools call them. */
const endings: readonly (readonly [RegExp, NamedPrecision])[] = [
  [/(?:^|_)q4f16$/, "q4f16"],
  [/(?:^|_)(?:q4|bnb4|int4|uint4)$/, "q4"],
  [/(?:^|_)(?:u?int8|quantized|q8)$/, "int8"],
  [/(?:^|_)(?:fp16|float16|f16)$/, "fp16"],
  [/(?:^|_)(?:fp32|float32)$/, "fp32"],
];

/** Full precision first, then what is nearest to it: right everywhere, and on a CPU as fast as halves. */
const nearestFirst: readonly NamedPrecision[] = ["fp32", "fp16", "int8", "q4", "q4f16"];
/** Devices are made for halves. `auto` may end on the processor, which is not. */
const halvesFirst: readonly NamedPrecision[] = ["fp16", "fp32", "q4f16", "int8", "q4"];

/** Undefined where the name says none: nearly always full precision. */
export function precisionOfName(graph: string): NamedPrecision | undefined {
  const words = basename(graph, ".onnx").toLowerCase().replaceAll(/[-.]/g, "_");
  return endings.find(([ending]) => ending.test(words))?.[1];
}

/** Best first. Of two that say the same the one with the shorter name, which says least of what was done to it. */
export function byChoice(graphs: readonly string[], device: DeviceName = "auto"): string[] {
  const order = device === "auto" || device === "cpu" ? nearestFirst : halvesFirst;
  const rank = (graph: string): number => order.indexOf(precisionOfName(graph) ?? "fp32");
  return graphs.toSorted(
    (a, b) => rank(a) - rank(b) || plainness(a) - plainness(b) || a.length - b.length || (a < b ? -1 : 1),
  );
}

/**
 * The graph to run of those of one network, relative to the folder; undefined where there are none. With a precision the first that has it; else
 * the best one that fits the memory, or the smallest.
 *
 * @param isStrict false: another precision where there is none of the one that is asked for, as for an image model's smaller networks
 * @throws SteeringError `specification-invalid` at `precision` that lists what there is
 */
export async function chosenGraph(
  path: string,
  graphs: readonly string[],
  wish: GraphWish,
  isStrict = true,
): Promise<string | undefined> {
  const { precision, device, memory } = wish;
  const ordered = byChoice(graphs, device);
  if (precision !== "auto" && ordered.length > 0) {
    const own = await Promise.all(ordered.map((graph) => precisionOfGraph(path, graph)));
    const found = ordered.find((_, at) => own[at] === precision);
    if (found !== undefined) return found;
    if (isStrict) throw noSuchPrecision(path, wish, ordered, own);
  }
  if (ordered.length < 2) return ordered[0];
  const sizes = await Promise.all(ordered.map((graph) => bytesWith(path, graph)));
  return ordered.find((_, at) => sizes[at]! <= memory) ?? ordered[sizes.indexOf(Math.min(...sizes))];
}

async function bytesWith(path: string, graph: string): Promise<number> {
  return bytesOf(path, [graph, ...(await weightsBeside(path, graph))]).catch(() => Infinity);
}

/** As its name says, else as most of its weights are. */
async function precisionOfGraph(path: string, graph: string): Promise<NamedPrecision> {
  return precisionOfName(graph) ?? precisionOfWeights(await precisionOf(path, graph)) ?? "fp32";
}

/** The precision of the weights that a run says its model had ("float16"); undefined for words that are no precision here. */
export function precisionOfWeights(weights: string | undefined): NamedPrecision | undefined {
  if (weights === "float32") return "fp32";
  if (weights === "float16") return "fp16";
  return weights === "int8" || weights === "uint8" ? "int8" : weights === "4-bit" ? "q4" : undefined;
}

function noSuchPrecision(
  path: string,
  { precision, field = "precision" }: GraphWish,
  graphs: readonly string[],
  own: readonly NamedPrecision[],
): SteeringError {
  const there = graphs.map((graph, at) => `${own[at]} (${graph})`).join(", ");
  return new SteeringError(
    "specification-invalid",
    sentence`The model in ${path} has no graph for ${namedField(field, precision, `the precision ${precision}`)}. There is ${there}. Choose one of these, or ${namedField(field, "auto", '"auto"')}.`,
    { details: { field, path, precision } },
  );
}

/** What says that it is full precision comes first, and before anything that says what else was done to it. */
function plainness(graph: string): number {
  const stem = basename(graph, ".onnx");
  if (precisionOfName(graph) === "fp32") return 0;
  return stem === "model" ? 1 : 2;
}
