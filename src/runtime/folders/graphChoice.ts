/** Which of several graphs of one network is run, by what their names say of their precision. Pure: looks at names. */
import { basename } from "node:path";

export type NamedPrecision = "fp32" | "fp16" | "int8" | "q4" | "q4f16";

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

/** Undefined where the name says none: nearly always full precision. */
export function precisionOfName(graph: string): NamedPrecision | undefined {
  const words = basename(graph, ".onnx").toLowerCase().replaceAll(/[-.]/g, "_");
  return endings.find(([ending]) => ending.test(words))?.[1];
}

/** The one to run first. Of two that say the same the one with the shorter name, which says least of what was done to it. */
export function byChoice(graphs: readonly string[]): string[] {
  const rank = (graph: string): number => nearestFirst.indexOf(precisionOfName(graph) ?? "fp32");
  const order = (a: string, b: string): number =>
    rank(a) - rank(b) || plainness(a) - plainness(b) || a.length - b.length || (a < b ? -1 : 1);
  return graphs.toSorted(order);
}

/** What says that it is full precision comes first, and before anything that says what else was done to it. */
function plainness(graph: string): number {
  const stem = basename(graph, ".onnx");
  if (precisionOfName(graph) === "fp32") return 0;
  return stem === "model" ? 1 : 2;
}
