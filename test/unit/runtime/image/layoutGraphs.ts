/**
 * Networks of image models in a few nodes, with the names, shapes and types that published exports have: all of one kind compute the same,
 * so that a folder of any layout has to make the images of any other.
 */
import { type GraphNode, type GraphPort, graphFile, type OnnxType } from "../onnxGraph.ts";

export interface NetworkStyle {
  /** The numbers that go in and come out; inside all is float32. */
  readonly float?: "float32" | "float16";
  readonly ids?: "int64" | "int32";
  readonly timestep?: { readonly type: OnnxType; readonly dimensions: readonly (number | string)[] };
  readonly batch?: number | string;
  /** Sides of a state, where the graph fixes them. */
  readonly side?: number;
  /** What it calls the text, and its output. */
  readonly hidden?: string;
  readonly output?: string;
}

/** As many tokens as the largest of the tokenizers has. */
const vocabulary = 612;

type Dimensions = readonly (number | string)[];

const toFloat = (name: string, output: string): GraphNode => ({
  operator: "Cast",
  inputs: [name],
  output,
  attributes: { to: 1 },
});
const fromFloat = (name: string, output: string, type: OnnxType): GraphNode => ({
  operator: "Cast",
  inputs: [name],
  output,
  attributes: { to: type === "float16" ? 10 : 1 },
});

/** sample / 2 + mean of the text + time / 10,000, whatever else the graph asks for. `rank` of the state; the text is [batch, tokens, width]. */
function denoiser(
  state: GraphPort,
  others: readonly GraphPort[],
  output: string,
  timestep: GraphPort,
  hidden: string,
): Uint8Array {
  const rank = state.dimensions.length;
  return graphFile({
    inputs: [state, timestep, ...others],
    outputs: [{ ...state, name: output }],
    constants: {
      half: { dimensions: [], data: Float32Array.of(0.5) },
      slow: { dimensions: [], data: Float32Array.of(1e-4) },
      row: { dimensions: [rank], data: BigInt64Array.from([-1, ...Array<number>(rank - 1).fill(1)], BigInt) },
    },
    nodes: [
      toFloat(state.name, "state"),
      toFloat(timestep.name, "times"),
      { operator: "ReduceMean", inputs: ["times"], output: "time", attributes: { keepdims: 0 } },
      toFloat(hidden, "text"),
      { operator: "ReduceMean", inputs: ["text"], output: "meant", attributes: { axes: [1, 2], keepdims: 0 } },
      { operator: "Reshape", inputs: ["meant", "row"], output: "meaning" },
      { operator: "Mul", inputs: ["state", "half"], output: "halved" },
      { operator: "Mul", inputs: ["time", "slow"], output: "late" },
      { operator: "Add", inputs: ["halved", "meaning"], output: "told" },
      { operator: "Add", inputs: ["told", "late"], output: "predicted" },
      fromFloat("predicted", output, state.type),
    ],
  });
}

/** `others`: what it asks for beside sample, time and text. */
export function unetGraph(style: NetworkStyle = {}, others: readonly (readonly [string, number])[] = []): Uint8Array {
  const { float = "float32", batch = "batch_size", side, output = "out_sample" } = style;
  const { hidden = "encoder_hidden_states", timestep = { type: "int64", dimensions: [] } } = style;
  const sides: Dimensions = side === undefined ? ["height", "width"] : [side, side];
  return denoiser(
    { name: "sample", type: float, dimensions: [batch, 4, ...sides] },
    [
      { name: hidden, type: float, dimensions: [batch, "sequence_length", "text_width"] },
      ...others.map(([name, size]) => ({ name, type: float, dimensions: [batch, size] })),
    ],
    output,
    { name: "timestep", ...timestep },
    hidden,
  );
}

export interface TransformerStyle extends NetworkStyle {
  readonly others: readonly GraphPort[];
  /** Dimensions of `hidden_states`. */
  readonly state: Dimensions;
}

export function transformerGraph({
  float = "float32",
  batch = "batch_size",
  state,
  others,
  ...style
}: TransformerStyle): Uint8Array {
  const { output = "out_hidden_states", timestep = { type: "float32", dimensions: ["step"] } } = style;
  const hidden = "encoder_hidden_states";
  return denoiser(
    { name: "hidden_states", type: float, dimensions: state },
    [{ name: hidden, type: float, dimensions: [batch, "sequence_length", "text_width"] }, ...others],
    output,
    { name: "timestep", ...timestep },
    hidden,
  );
}

/** Tokens looked up in one table; every output is that, or the first token's row. */
export function textEncoderGraph(
  outputs: readonly string[],
  { float = "float32", ids = "int64", batch = "batch_size" }: NetworkStyle = {},
  width = 8,
): Uint8Array {
  const rows = new Float32Array(vocabulary * width).map((_, i) => Math.sin(i));
  const isSummary = (name: string): boolean => name === "pooler_output" || name === "text_embeds";
  return graphFile({
    inputs: [{ name: "input_ids", type: ids, dimensions: [batch, "sequence_length"] }],
    outputs: outputs.map((name) => ({
      name,
      type: float,
      dimensions: isSummary(name) ? [batch, width] : [batch, "sequence_length", width],
    })),
    constants: {
      table: { dimensions: [vocabulary, width], data: rows },
      first: { dimensions: [], data: BigInt64Array.of(0n) },
    },
    nodes: [
      { operator: "Gather", inputs: ["table", "input_ids"], output: "looked" },
      { operator: "Gather", inputs: ["looked", "first"], output: "summary", attributes: { axis: 1 } },
      ...outputs.map((name) => fromFloat(isSummary(name) ? "summary" : "looked", name, float)),
    ],
  });
}

/** The first three channels, eight times as large. */
export function decoderGraph(
  channels: number,
  { float = "float32", batch = "batch_size" }: NetworkStyle = {},
): Uint8Array {
  return graphFile({
    inputs: [{ name: "latent_sample", type: float, dimensions: [batch, channels, "height", "width"] }],
    outputs: [{ name: "sample", type: float, dimensions: [batch, 3, "tall", "wide"] }],
    constants: {
      from: { dimensions: [1], data: BigInt64Array.of(0n) },
      to: { dimensions: [1], data: BigInt64Array.of(3n) },
      axis: { dimensions: [1], data: BigInt64Array.of(1n) },
      scales: { dimensions: [4], data: Float32Array.of(1, 1, 8, 8) },
      none: { dimensions: [0], data: new Float32Array() },
    },
    nodes: [
      toFloat("latent_sample", "latent"),
      { operator: "Slice", inputs: ["latent", "from", "to", "axis"], output: "colours" },
      { operator: "Resize", inputs: ["colours", "none", "scales"], output: "large", attributes: { mode: "nearest" } },
      fromFloat("large", "sample", float),
    ],
  });
}
