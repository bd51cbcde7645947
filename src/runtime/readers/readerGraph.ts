/** The graph of a reader, a network that reads a text and writes none: a classifier or a causal language model. One row a run. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { onRewardDevice, type RewardDevice } from "../device/rewardDevice.ts";
import { filled } from "../onnx/filled.ts";
import { fixedSize, type Port } from "../onnx/port.ts";
import { type Feeds, openSession, type Session, type Values } from "../onnx/session.ts";
import type { TextFolder } from "../text/textFolder.ts";

export interface ReaderGraph extends AsyncDisposable {
  /** Tokens that the graph takes, where it fixes them. */
  readonly length: number | undefined;
  /** float32 logits of one row: [labels], or [length, vocabulary] row by row. */
  run(row: readonly number[], padId: number): Promise<Float32Array>;
  readonly file: string;
}

/** What a person can do where the graph is another's. */
export interface ReaderKind {
  /** "a text classifier". */
  readonly what: string;
  /** Dimensions of its logits. */
  readonly rank: 2 | 3;
  readonly advice: string;
}

/** Tokens of a row at which a device is tried, where the graph leaves them free. */
const usualLength = 64;
const known = ["input_ids", "attention_mask", "token_type_ids", "position_ids", "use_cache_branch"];
const isPast = (name: string): boolean => /^past(_key_values)?[._]/u.test(name) || name.startsWith("past_key_values");

/** Throws `model-corrupt`, and `model-signature` for a graph that is none of that kind. */
export async function openReaderGraph(
  folder: TextFolder,
  kind: ReaderKind,
  firstPosition: number,
  device: RewardDevice,
): Promise<ReaderGraph> {
  const { bytes } = folder;
  const file = join(folder.path, folder.graph);
  await using cleanup = new AsyncDisposableStack();
  const onProcessor = await openSession(file, { provider: "cpu", bytes });
  cleanup.use(onProcessor);
  const ids = checked(file, onProcessor, kind);
  const length = fixedSize(ids, 1);
  const batch = fixedSize(ids, 0) ?? 1;
  const graph = { path: file, bytes, free: [1, length ?? usualLength], output: "logits", folder };
  const session = await onRewardDevice(onProcessor, graph, device);
  cleanup.move();
  return {
    file,
    length,
    async run(row, padId) {
      const width = length ?? row.length;
      // A graph of a fixed batch gets the row again and again, and its first answer is kept.
      const feeds = Object.fromEntries(
        session.inputs.map((port) => [port.name, valuesOf(port, row, { batch, width, padId, firstPosition })]),
      ) satisfies Feeds;
      const { data } = await session.run(feeds, "logits");
      const own = data.length / batch;
      return (data as Float32Array).subarray(0, kind.rank === 2 ? own : (own / width) * row.length);
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

interface RowShape {
  readonly batch: number;
  readonly width: number;
  readonly padId: number;
  readonly firstPosition: number;
}

function valuesOf(port: Port, row: readonly number[], { batch, width, padId, firstPosition }: RowShape): Values {
  const { name } = port;
  if (isPast(name)) return nothingBefore(port, batch);
  if (name === "use_cache_branch") return { data: new Uint8Array(1), dimensions: [1] };
  const value = (place: number): number => {
    if (name === "input_ids") return row[place] ?? padId;
    if (name === "attention_mask") return place < row.length ? 1 : 0;
    return name === "position_ids" ? firstPosition + place : 0;
  };
  const numbers = Array.from({ length: batch * width }, (_, i) => value(i % width));
  const dimensions = [batch, width];
  if (port.type === "int32") return { data: Int32Array.from(numbers), dimensions };
  if (port.type === "float32" || port.type === "float16") return { data: Float32Array.from(numbers), dimensions };
  if (port.type === "bool") return { data: Uint8Array.from(numbers), dimensions };
  return { data: BigInt64Array.from(numbers, BigInt), dimensions };
}

/** A decoder that goes on from what it has read gets nothing that it has read: [batch, heads, 0, size of a head]. */
function nothingBefore(port: Port, batch: number): Values {
  const dimensions = port.dimensions.map((size, axis) => (axis === 0 ? batch : typeof size === "number" ? size : 0));
  return filled(port, 0, dimensions);
}

function checked(file: string, { inputs, outputs }: Session, { what, rank, advice }: ReaderKind): Port {
  const fail = (complaint: string): SteeringError =>
    new SteeringError("model-signature", `${file} is not ${what} that can be used: ${complaint}. ${advice}`, {
      details: { file },
    });
  const ids = inputs.find(({ name }) => name === "input_ids");
  if (ids === undefined) throw fail("it has no input input_ids");
  const logits = outputs.find(({ name }) => name === "logits");
  if (logits === undefined) throw fail(`it gives ${outputs.map(({ name }) => name).join(", ")}, and no logits`);
  if (logits.dimensions.length !== rank) {
    throw fail(`its logits have ${logits.dimensions.length} dimensions, and not ${rank}`);
  }
  const unknown = inputs.find(({ name }) => !known.includes(name) && !isPast(name));
  if (unknown !== undefined) throw fail(`it asks for ${unknown.name}, which nothing here can give`);
  return ids;
}
