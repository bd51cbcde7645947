/** The graph of a reader, a network that reads texts and writes none: a classifier or a causal language model. Rows of tokens in, logits out. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { onRewardDevice, type RewardDevice } from "../device/rewardDevice.ts";
import { filled } from "../onnx/filled.ts";
import { fixedSize, type Port } from "../onnx/port.ts";
import { type Feeds, openSession, reasonOf, type Session, type Values } from "../onnx/session.ts";
import type { TextFolder } from "../text/textFolder.ts";
import type { Stated } from "../text/conventions.ts";
import { plannedRuns, type PlannedRun, type RunRules, widthOf } from "./readerRuns.ts";
import type { ReaderTokens } from "./readerTokens.ts";

export interface ReaderGraph extends AsyncDisposable {
  /** The most tokens of a row. */
  readonly window: number;
  /** Labels, or tokens of the vocabulary. */
  readonly columns: number;
  /** Which rows run together: what is said of one depends on nothing beside it, and where it would each runs by itself. */
  plan(rows: readonly (readonly number[])[]): PlannedRun[];
  /** float32 logits of each of the run's rows, in their order: [columns], or [its length, columns] row by row. */
  run(run: PlannedRun, rows: readonly (readonly number[])[]): Promise<Float32Array[]>;
  /** Reads as many tokens at once as there may be. Throws `model-signature` where the graph takes fewer. */
  rehearse(): Promise<void>;
  readonly file: string;
}

/** What a person can do where the graph is another's. */
export interface ReaderKind {
  /** "a text classifier". */
  readonly what: string;
  /** Dimensions of its logits. */
  readonly rank: 2 | 3;
  readonly advice: string;
  readonly firstPosition: number;
  /** The most tokens of a row, by the folder's files. */
  readonly window: Stated<number>;
}

/** Rows are filled up to a multiple of so many tokens: few widths are many rows of each. */
const step = 8;
/** Tokens of a row at which a device is tried, where the graph leaves them free. */
const usualLength = 64;
/**
 * Tokens of a run. On two busy cores 64 rows of 12 to 51 tokens took seven tenths of the processor time together that they took one by one in a
 * network of 66 million parameters, and nine tenths in one of 22 million; more tokens gained nothing more, and everything else waits for a run.
 */
const tokensOnCpu = 256;
const [tokensOnDevice, rowsOnDevice] = [4096, 16];
/** A run's logits stay below this many bytes. */
const mostOutput = 64e6;
/** The most tokens that are tried at once when a model is tried. */
const longestRehearsal = 1024;

const known = ["input_ids", "attention_mask", "token_type_ids", "position_ids", "use_cache_branch"];
const isPast = (name: string): boolean => /^past(_key_values)?[._]/u.test(name) || name.startsWith("past_key_values");

/** Throws `model-corrupt`, and `model-signature` for a graph that is none of that kind or does not belong to its tokenizer. */
export async function openReaderGraph(
  folder: TextFolder,
  kind: ReaderKind,
  tokens: ReaderTokens,
  device: RewardDevice,
): Promise<ReaderGraph> {
  const { bytes } = folder;
  const file = join(folder.path, folder.graph);
  await using cleanup = new AsyncDisposableStack();
  const onProcessor = await openSession(file, { provider: "cpu", bytes });
  cleanup.use(onProcessor);
  const ids = checked(file, onProcessor, kind);
  const length = fixedSize(ids, 1);
  const window = Math.min(length ?? Infinity, kind.window.value);
  const here = { file, kind, length, window, batch: fixedSize(ids, 0), padId: tokens.padId };
  const { columns, ...manners } = await askManners(onProcessor, here, tokens);
  const graph = { path: file, bytes, free: [1, length ?? usualLength], output: "logits", folder };
  const session = await onRewardDevice(onProcessor, graph, device);
  cleanup.move();
  const isOnDevice = session !== onProcessor;
  const rules: RunRules = {
    step: manners.step,
    window,
    length,
    rowsAt: rowsAt(here, { columns, isOnDevice, beside: manners.beside }),
  };
  return {
    file,
    window,
    columns,
    plan: (rows) =>
      plannedRuns(
        rows.map((row) => row.length),
        rules,
      ),
    run: ({ width, places }, rows) =>
      runRows(
        session,
        here,
        places.map((place) => rows[place]!),
        // What is missing is filled up: a device gets runs of few shapes.
        { width, count: isOnDevice ? rules.rowsAt(width) : places.length },
      ),
    async rehearse() {
      if (length !== undefined) return;
      const long = tokens.sample(Math.min(window, longestRehearsal, Math.floor(mostOutput / (4 * columns)) || 1));
      const asMany =
        long.length === window ? `as many as ${kind.window.source} lets it read` : "fewer than it is to read";
      await runOne(session, here, long, `fails on ${long.length} tokens, ${asMany}`, {
        advice: 'Say in config.json how many it takes: "fk_steering": { "window": … }.',
      });
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

interface Here {
  readonly file: string;
  readonly kind: ReaderKind;
  readonly length: number | undefined;
  readonly window: number;
  /** Rows of a run, where the graph fixes them. */
  readonly batch: number | undefined;
  readonly padId: number;
}

interface Manners {
  readonly step: number;
  /** What becomes of what is said of a row where others run beside it. */
  readonly beside: "same" | "rounded" | "other";
}

/**
 * What the graph lets be done with rows, asked of the graph on the CPU: whether padding that its mask hides leaves what it says of a row as it is, and
 * whether rows beside it do. Neither is so where activations are quantised by what is largest among them.
 */
async function askManners(
  session: Session,
  here: Here,
  tokens: ReaderTokens,
): Promise<Manners & { readonly columns: number }> {
  const { file, kind, length, window, batch } = here;
  const rows = [5, 8, 8].map((size, place) => tokens.sample(Math.min(size, window), place));
  const alone: Float32Array[] = [];
  for (const row of rows) alone.push(await runOne(session, here, row, `loads, but fails on ${row.length} token ids`));
  const columns = alone[0]!.length / (kind.rank === 2 ? 1 : rows[0]!.length);
  checkVocabulary(file, kind, columns, tokens.highestId);
  const last = [...tokens.lead, tokens.highestId, ...tokens.trail].slice(-window);
  await runOne(session, here, last, `fails on the token ${tokens.highestId}, which tokenizer.json has`, {
    advice: "Graph and tokenizer do not belong together: take both from one model.",
  });
  const hasMask = session.inputs.some(({ name }) => name === "attention_mask");
  const filledUp = async (row: readonly number[], at: number): Promise<Float32Array> => {
    const width = widthOf(row.length, { step, window, length });
    const isAsWide = length !== undefined || width === row.length;
    return isAsWide ? alone[at]! : (await runRows(session, here, [row], { width, count: 1 }))[0]!;
  };
  const wide: Float32Array[] = [];
  for (const [at, row] of rows.entries()) wide.push(hasMask ? await filledUp(row, at) : alone[at]!);
  const canFill = length !== undefined || (hasMask && wide.every((one, at) => isNear(one, alone[at]!)));
  // Those of one width.
  const some = (canFill ? [0, 1, 2] : [1, 2]).slice(0, batch);
  const width = canFill ? widthOf(rows[1]!.length, { step, window, length }) : rows[1]!.length;
  const asked = some.map((at) => rows[at]!);
  const together = await runRows(session, here, asked, { width, count: some.length });
  const isSame = together.every((one, at) => one.every((value, i) => value === wide[some[at]!]![i]));
  const isRounded = together.every((one, at) => isNear(one, wide[some[at]!]!));
  return {
    columns,
    step: canFill ? step : 1,
    beside: isSame ? "same" : isRounded ? "rounded" : "other",
  };
}

/** As far apart as the order of sums puts them. */
function isNear(one: Float32Array, other: Float32Array): boolean {
  return one.every((value, i) => Math.abs(value - other[i]!) <= 1e-4 * (1 + Math.abs(value)));
}

function checkVocabulary(file: string, { rank }: ReaderKind, columns: number, highestId: number): void {
  if (rank === 2 || columns > highestId) return;
  throw new SteeringError(
    "model-signature",
    `${file} predicts ${columns} tokens, and tokenizer.json has one with the number ${highestId}: they do not belong together. Take both from one model.`,
    { details: { file, columns, highestId } },
  );
}

function rowsAt(
  { kind, batch }: Here,
  { columns, isOnDevice, beside }: Pick<Manners, "beside"> & { columns: number; isOnDevice: boolean },
): RunRules["rowsAt"] {
  // On a device all runs of a width have the same number of rows, and so the same sums.
  if (beside === "other" || (beside === "rounded" && !isOnDevice)) return () => 1;
  if (batch !== undefined) return () => batch;
  return (width) => {
    const tokens = isOnDevice ? Math.min(tokensOnDevice, rowsOnDevice * width) : tokensOnCpu;
    const room = kind.rank === 2 ? Infinity : mostOutput / (4 * width * columns);
    return Math.max(1, Math.floor(Math.min(tokens / width, room)));
  };
}

/** Tells where a row fails that should not why, as far as can be seen, and what to do. */
async function runOne(
  session: Session,
  here: Here,
  row: readonly number[],
  complaint: string,
  { advice = here.kind.advice }: { readonly advice?: string } = {},
): Promise<Float32Array> {
  try {
    return (await runRows(session, here, [row], { width: here.length ?? row.length, count: 1 }))[0]!;
  } catch (error) {
    if (!(error instanceof SteeringError) || error.code !== "internal") throw error;
    throw new SteeringError("model-signature", `${here.file} ${complaint}: ${reasonOf(error.cause)} ${advice}`, {
      details: { file: here.file },
      cause: error,
    });
  }
}

interface RunShape {
  readonly width: number;
  /** Rows of the run: what is more than there are is filled up with the last one. */
  readonly count: number;
}

async function runRows(
  session: Session,
  { kind, batch, padId }: Here,
  rows: readonly (readonly number[])[],
  { width, count }: RunShape,
): Promise<Float32Array[]> {
  const shape = { rows, count: batch ?? count, width, padId, firstPosition: kind.firstPosition };
  const feeds = Object.fromEntries(session.inputs.map((port) => [port.name, valuesOf(port, shape)])) satisfies Feeds;
  const data = (await session.run(feeds, "logits")).data as Float32Array;
  const own = data.length / shape.count;
  const columns = own / width;
  return rows.map((row, at) => data.subarray(at * own, at * own + (kind.rank === 2 ? own : columns * row.length)));
}

interface FeedShape extends RunShape {
  readonly rows: readonly (readonly number[])[];
  readonly padId: number;
  readonly firstPosition: number;
}

function valuesOf(port: Port, { rows, count, width, padId, firstPosition }: FeedShape): Values {
  const { name } = port;
  if (isPast(name)) return nothingBefore(port, count);
  if (name === "use_cache_branch") return { data: new Uint8Array(1), dimensions: [1] };
  const value = (row: readonly number[], place: number): number => {
    if (name === "input_ids") return row[place] ?? padId;
    if (name === "attention_mask") return place < row.length ? 1 : 0;
    return name === "position_ids" ? firstPosition + place : 0;
  };
  const numbers = Array.from({ length: count * width }, (_, i) =>
    value(rows[Math.min(rows.length - 1, Math.floor(i / width))]!, i % width),
  );
  const dimensions = [count, width];
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
