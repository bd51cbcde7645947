/** A folder in the shape of Stable Diffusion 1.5 with random weights: its whole UNet; text encoder and decoder are stand-ins of a layer each. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildGraph, type GraphBuilder, type Tensor } from "./graphBuilder.ts";

const channels = [320, 640, 1280, 1280] as const;
const contextSize = 768;
const timeSize = 1280;
const heads = 8;
const tokens = 77;

/**
 * @param likeness the folder of a small Stable Diffusion: its index, scheduler and tokenizer
 * @returns parameters of the UNet
 */
export function writeStableDiffusion(folder: string, likeness: string): number {
  for (const part of ["model_index.json", "scheduler", "tokenizer"])
    cpSync(join(likeness, part), join(folder, part), { recursive: true });
  writeJson(join(folder, "unet"), {
    _class_name: "UNet2DConditionModel",
    ...{ in_channels: 4, out_channels: 4, sample_size: 64, block_out_channels: channels },
    cross_attention_dim: contextSize,
  });
  writeJson(join(folder, "text_encoder"), {
    architectures: ["CLIPTextModel"],
    ...{ hidden_size: contextSize, max_position_embeddings: tokens },
  });
  writeJson(join(folder, "vae_decoder"), {
    _class_name: "AutoencoderKL",
    ...{ block_out_channels: [128, 256, 512, 512], latent_channels: 4, scaling_factor: 0.182_15 },
  });
  writeTextEncoder(join(folder, "text_encoder"));
  writeDecoder(join(folder, "vae_decoder"));
  return writeUnet(join(folder, "unet"));
}

function writeJson(folder: string, config: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
}

function writeTextEncoder(folder: string): void {
  using graph = buildGraph(folder);
  const words = graph.weights([49_408, contextSize], 1);
  const ids = { name: "input_ids", type: "int64", dimensions: ["batch", tokens] } as const;
  const states = { name: "last_hidden_state", type: "float32", dimensions: ["batch", tokens, contextSize] } as const;
  const last = graph.node("Gather", [words, ids.name]);
  writeFileSync(join(folder, "model.onnx"), graph.end(last, { inputs: [ids], outputs: [states] }));
}

function writeDecoder(folder: string): void {
  using graph = buildGraph(folder);
  const latents = { name: "latent_sample", type: "float32", dimensions: ["batch", 4, "height", "width"] } as const;
  const pixels = { name: "sample", type: "float32", dimensions: ["batch", 3, "rows", "columns"] } as const;
  const last = enlarged(graph, convolution(graph, latents.name, [4, 3], 1), 8);
  writeFileSync(join(folder, "model.onnx"), graph.end(last, { inputs: [latents], outputs: [pixels] }));
}

function writeUnet(folder: string): number {
  using graph = buildGraph(folder);
  const time = embeddedTime(graph, "timestep");
  const context = "encoder_hidden_states";
  let x = convolution(graph, "sample", [4, channels[0]], 3);
  let width: number = channels[0];
  const skips = [{ x, width }];
  for (const [level, wide] of channels.entries()) {
    for (let layer = 0; layer < 2; layer += 1) {
      x = residual(graph, x, time, [width, wide]);
      width = wide;
      if (level < 3) x = transformer(graph, x, context, wide);
      skips.push({ x, width });
    }
    if (level === 3) continue;
    x = convolution(graph, x, [wide, wide], 3, 2);
    skips.push({ x, width });
  }
  x = residual(graph, x, time, [width, width]);
  x = transformer(graph, x, context, width);
  x = residual(graph, x, time, [width, width]);
  for (const [level, wide] of channels.toReversed().entries()) {
    for (let layer = 0; layer < 3; layer += 1) {
      const skip = skips.pop()!;
      x = residual(graph, graph.node("Concat", [x, skip.x], { axis: 1 }), time, [width + skip.width, wide]);
      width = wide;
      if (level > 0) x = transformer(graph, x, context, wide);
    }
    if (level < 3) x = convolution(graph, enlarged(graph, x, 2), [wide, wide], 3);
  }
  x = convolution(graph, swish(graph, groupNorm(graph, x, width)), [width, 4], 3);
  const state = ["batch", 4, "height", "width"];
  const inputs = [
    { name: "sample", type: "float32", dimensions: state },
    { name: "timestep", type: "int64", dimensions: [1] },
    { name: context, type: "float32", dimensions: ["batch", tokens, contextSize] },
  ] as const;
  const outputs = [{ name: "out_sample", type: "float32", dimensions: state }] as const;
  writeFileSync(join(folder, "model.onnx"), graph.end(x, { inputs, outputs }));
  return graph.parameters;
}

function embeddedTime(graph: GraphBuilder, timestep: Tensor): Tensor {
  const half = channels[0] / 2;
  const time = graph.node("Reshape", [graph.node("Cast", [timestep], { to: 1 }), graph.whole(1, 1)]);
  const angles = graph.node("Mul", [time, graph.reals([1, half], (i) => 10_000 ** (-i / half))]);
  const waves = graph.node("Concat", [graph.node("Cos", [angles]), graph.node("Sin", [angles])], { axis: 1 });
  const first = swish(graph, linear(graph, waves, channels[0], timeSize));
  return swish(graph, linear(graph, first, timeSize, timeSize));
}

function residual(graph: GraphBuilder, x: Tensor, time: Tensor, [from, to]: readonly [number, number]): Tensor {
  const told = graph.node("Reshape", [linear(graph, time, timeSize, to), graph.whole(1, to, 1, 1)]);
  const first = convolution(graph, swish(graph, groupNorm(graph, x, from)), [from, to], 3);
  const inner = graph.node("Add", [first, told]);
  const second = convolution(graph, swish(graph, groupNorm(graph, inner, to)), [to, to], 3);
  return graph.node("Add", [from === to ? x : convolution(graph, x, [from, to], 1), second]);
}

/** Attention of places to each other and to the prompt, and a gated layer. */
function transformer(graph: GraphBuilder, x: Tensor, context: Tensor, width: number): Tensor {
  const add = (a: Tensor, b: Tensor): Tensor => graph.node("Add", [a, b]);
  const inner = convolution(graph, groupNorm(graph, x, width), [width, width], 1);
  let rows = graph.node("Transpose", [graph.node("Reshape", [inner, graph.whole(0, width, -1)])], { perm: [0, 2, 1] });
  const first = layerNorm(graph, rows, width);
  rows = add(rows, attention(graph, first, first, [width, width]));
  rows = add(rows, attention(graph, layerNorm(graph, rows, width), context, [width, contextSize]));
  const third = layerNorm(graph, rows, width);
  const gate = gelu(graph, linear(graph, third, width, 4 * width));
  const gated = graph.node("Mul", [linear(graph, third, width, 4 * width), gate]);
  rows = add(rows, linear(graph, gated, 4 * width, width));
  const back = graph.node("Transpose", [rows], { perm: [0, 2, 1] });
  const places = graph.node("Reshape", [back, graph.node("Shape", [inner])]);
  return add(x, convolution(graph, places, [width, width], 1));
}

function attention(graph: GraphBuilder, x: Tensor, told: Tensor, [width, from]: readonly [number, number]): Tensor {
  const split = (rows: Tensor, size: number, perm: readonly number[]): Tensor =>
    graph.node(
      "Transpose",
      [graph.node("Reshape", [linear(graph, rows, size, width, false), graph.whole(0, 0, heads, width / heads)])],
      { perm },
    );
  const keys = split(told, from, [0, 2, 3, 1]);
  const scale = graph.reals([1], Math.sqrt(heads / width));
  const scores = graph.node("Mul", [graph.node("MatMul", [split(x, width, [0, 2, 1, 3]), keys]), scale]);
  const mixed = graph.node("MatMul", [graph.node("Softmax", [scores]), split(told, from, [0, 2, 1, 3])]);
  const rows = graph.node("Transpose", [mixed], { perm: [0, 2, 1, 3] });
  return linear(graph, graph.node("Reshape", [rows, graph.whole(0, 0, width)]), width, width);
}

function linear(graph: GraphBuilder, x: Tensor, from: number, to: number, isShifted = true): Tensor {
  const product = graph.node("MatMul", [x, graph.weights([from, to], from)]);
  return isShifted ? graph.node("Add", [product, graph.weights([to], from)]) : product;
}

function convolution(
  graph: GraphBuilder,
  x: Tensor,
  [from, to]: readonly [number, number],
  side: 1 | 3,
  stride = 1,
): Tensor {
  const fanIn = from * side * side;
  const inputs = [x, graph.weights([to, from, side, side], fanIn), graph.weights([to], fanIn)];
  const pads = side === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0];
  return graph.node("Conv", inputs, { kernel_shape: [side, side], strides: [stride, stride], pads });
}

/** As exporters write it: normalised as 32 channels, and back in shape. */
function groupNorm(graph: GraphBuilder, x: Tensor, width: number): Tensor {
  const grouped = graph.node("Reshape", [x, graph.whole(0, 32, -1)]);
  const normal = graph.node("InstanceNormalization", [grouped, graph.reals([32], 1), graph.reals([32], 0)]);
  const shaped = graph.node("Reshape", [normal, graph.node("Shape", [x])]);
  const scaled = graph.node("Mul", [shaped, graph.weights([width, 1, 1], 1)]);
  return graph.node("Add", [scaled, graph.weights([width, 1, 1], 1)]);
}

function layerNorm(graph: GraphBuilder, x: Tensor, width: number): Tensor {
  return graph.node("LayerNormalization", [x, graph.weights([width], 1), graph.weights([width], 1)]);
}

function swish(graph: GraphBuilder, x: Tensor): Tensor {
  return graph.node("Mul", [x, graph.node("Sigmoid", [x])]);
}

function gelu(graph: GraphBuilder, x: Tensor): Tensor {
  const bell = graph.node("Erf", [graph.node("Mul", [x, graph.reals([1], Math.SQRT1_2)])]);
  const share = graph.node("Mul", [graph.node("Add", [bell, graph.reals([1], 1)]), graph.reals([1], 0.5)]);
  return graph.node("Mul", [x, share]);
}

function enlarged(graph: GraphBuilder, x: Tensor, times: number): Tensor {
  return graph.node("Resize", [x, "", graph.reals([4], (axis) => (axis < 2 ? 1 : times))], { mode: "nearest" });
}
