/** A text model whose LayerNorm is written out, as exporters do it: in float16 its squares can overflow, and what comes of it is finite. */
import { type Constant, graphFile, type GraphNode, type OnnxType } from "./onnxGraph.ts";
import { byteTokens } from "./modelFixture.ts";

export interface NormGraph {
  /** What it computes in; inputs and outputs are the same for both. */
  readonly precision: "float32" | "float16";
  /** The token, if any, that takes the squares past 65,504 wherever it stands in a text, as the first token of many a large model does. */
  readonly massive?: number;
}

const width = 16;
const float16 = 10;

/** logits = LayerNorm(table[ids] + its mean over the text) · out. */
export function normGraph({ precision, massive }: NormGraph): Uint8Array {
  const nodes: GraphNode[] = [];
  const node = (
    operator: string,
    inputs: string[],
    output: string,
    attributes: GraphNode["attributes"] = {},
  ): string => {
    nodes.push({ operator, inputs, output, attributes });
    return output;
  };
  const constant = (name: string): string =>
    precision === "float32" ? name : node("Cast", [name], `${name}_half`, { to: float16 });
  const own = node("Gather", [constant("table"), "input_ids"], "own");
  const x = node("Add", [own, node("ReduceMean", [own], "text", { axes: [1], keepdims: 1 })], "x");
  const apart = node("Sub", [x, node("ReduceMean", [x], "mean", { axes: [2], keepdims: 1 })], "apart");
  const variance = node("ReduceMean", [node("Mul", [apart, apart], "squares")], "variance", { axes: [2], keepdims: 1 });
  const deviation = node("Sqrt", [node("Add", [variance, constant("epsilon")], "above")], "deviation");
  const norm = node("Div", [apart, deviation], "norm");
  if (precision === "float32") node("MatMul", [norm, constant("out")], "logits");
  else node("Cast", [node("MatMul", [norm, constant("out")], "halves")], "logits", { to: 1 });
  const table = waves(byteTokens * width, 12.9898, 1);
  if (massive !== undefined) table.set(waves(width, 3.1, 20_000), massive * width);
  const constants: Readonly<Record<string, Constant>> = {
    table: { dimensions: [byteTokens, width], data: table },
    out: { dimensions: [width, byteTokens], data: waves(width * byteTokens, 78.233, 0.5) },
    epsilon: { dimensions: [1], data: Float32Array.of(1e-5) },
  };
  const port = (name: string, type: OnnxType, last: readonly number[]) => ({
    ...{ name, type },
    dimensions: ["batch", "length", ...last],
  });
  return graphFile({
    ...{ nodes, constants },
    inputs: [port("input_ids", "int64", [])],
    outputs: [port("logits", "float32", [byteTokens])],
  });
}

function waves(count: number, frequency: number, height: number): Float32Array {
  return new Float32Array(count).map((_, i) => height * Math.sin(frequency * (i + 1)));
}
