/** The network of a masked-text process, run in chunks. Knows sessions and token ids, not texts. */
import type { TextDenoiser } from "../../diffusion/text.ts";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import { inRuns, usageClock, type Usage } from "../onnx/abreast.ts";
import { rowsOf } from "../onnx/memory.ts";
import type { Session, Values } from "../onnx/session.ts";
import type { Conventions } from "./conventions.ts";
import { textFeeds } from "./textFeeds.ts";
import type { TextSignature } from "./textSignature.ts";

export interface DenoiserOptions {
  readonly session: Session;
  readonly signature: TextSignature;
  readonly conventions: Pick<Conventions, "floatMask" | "firstPosition">;
  /** The logits at place j say what stands at j + 1. */
  readonly shift: boolean;
  readonly maxLength: number;
  /** The tokenizer's; columns of the logits beyond it are padding and are left out. */
  readonly vocabularySize: number;
  /** Sequences a run, where the graph leaves it free; fewer once memory was short. */
  readonly batch: number;
  /** Fills sequences up where the graph fixes the length. */
  readonly padId: number;
  /** For messages. */
  readonly graph: string;
}

/**
 * Places that a sequence asks for at least where the graph takes them: ONNX Runtime multiplies a single row by another kernel than several,
 * which rounds otherwise, and what a place gets may not depend on how many are asked for beside it.
 */
const fewestAsked = 2;

/**
 * A denoiser over a loaded graph. Between two chunks other events get their turn and the signal is looked at. Throws
 * `model-signature` where a sequence does not fit the graph, `AbortError` when aborted.
 */
export function createTextDenoiser(options: DenoiserOptions): {
  readonly denoiser: TextDenoiser;
  readonly usage: Usage;
} {
  const { session, signature, maxLength, vocabularySize, graph, shift } = options;
  const usage: Usage = { forwardPasses: 0, seconds: 0 };
  const rows = rowsOf(graph, signature.batch, options.batch);
  const timed = usageClock(usage);

  async function run(
    tokens: readonly Int32Array[],
    asked: readonly Int32Array[],
    length: number,
    runs: number,
  ): Promise<Values> {
    const askedColumns = Math.max(fewestAsked, ...asked.map((places) => places.length));
    const rowsOfRun = signature.batch ?? tokens.length;
    const feeds = textFeeds(tokens, { ...options, rows: rowsOfRun, length, asked, askedColumns });
    const logits = await timed(() => session.run(feeds, "logits", runs));
    usage.forwardPasses += tokens.length;
    const [height, columns, width] = logits.dimensions;
    if (
      height !== feeds["input_ids"]?.dimensions[0] ||
      columns !== (signature.places === undefined ? length : askedColumns) ||
      width === undefined ||
      width < vocabularySize
    ) {
      throw new SteeringError(
        "model-signature",
        `${graph} gave logits [${logits.dimensions.join(", ")}] for ${tokens.length} sequences of ${length} tokens out of ${vocabularySize}: graph and tokenizer do not belong together. Take both from one model.`,
        { details: { file: graph, dimensions: logits.dimensions } },
      );
    }
    return logits;
  }

  return {
    usage,
    denoiser: {
      maxLength,
      async logits(tokens, places, signal) {
        const results: Float32Array[] = [];
        // Nothing stands before the first place: as the models' own samplers do, it gets the logits of its own.
        const found = tokens.map((_, i) => {
          const asked = places[i] ?? new Int32Array();
          return shift ? asked.map((place) => Math.max(0, place - 1)) : asked;
        });
        const order = tokens.map((_, i) => i);
        // Every row of a run has as many places as the one with most: those that ask for about as many run together.
        if (signature.places !== undefined) order.sort((a, b) => found[a]!.length - found[b]!.length);
        await inRuns(order.length, { rows, session, signal }, async (at, runs) => {
          const indices = at.map((place) => order[place]!);
          const chunk = indices.map((i) => tokens[i]!);
          const asked = indices.map((i) => found[i]!);
          const logits = await run(chunk, asked, runLength(chunk, options), runs);
          indices.forEach((i, row) => {
            const wanted = found[i]!;
            results[i] =
              signature.places === undefined
                ? (alone(logits, wanted, vocabularySize) ?? gather(logits, row, wanted, vocabularySize))
                : asAsked(logits, row, wanted.length, vocabularySize);
          });
        });
        throwIfAborted(signal);
        return results;
      },
    },
  };
}

/** Tokens a sequence in the run: the graph's own number, or the sequences'. */
function runLength(chunk: readonly Int32Array[], { signature, maxLength, graph }: DenoiserOptions): number {
  const length = chunk[0]?.length ?? 0;
  const misfit = chunk.some((sequence) => sequence.length !== length)
    ? "sequences of different lengths"
    : length > maxLength
      ? `a sequence of ${length} tokens, and takes at most ${maxLength}`
      : signature.length !== undefined && length < signature.length && signature.attentionMask === undefined
        ? `a sequence of ${length} tokens, and takes exactly ${signature.length}`
        : undefined;
  if (misfit === undefined) return signature.length ?? length;
  throw new SteeringError(
    "model-signature",
    `${graph} was given ${misfit}. Ask for a text that fills the model's length, or export the graph with a free length.`,
    { details: { file: graph, length } },
  );
}

/** The output itself, where it is all of what one sequence asked for: copying it would take a twentieth of the time that the network takes. */
function alone({ data, dimensions }: Values, places: Int32Array, vocabulary: number): Float32Array | undefined {
  const [rows, columns, width] = dimensions;
  const isWhole = rows === 1 && width === vocabulary && columns === places.length;
  return isWhole && places.every((place, index) => place === index) ? (data as Float32Array) : undefined;
}

/** A row's part of an output that holds nothing but what was asked for; not copied where it lies together. */
function asAsked(logits: Values, row: number, count: number, vocabulary: number): Float32Array {
  const [, columns = 0, width = 0] = logits.dimensions;
  const start = row * columns * width;
  return width === vocabulary
    ? (logits.data as Float32Array).subarray(start, start + count * vocabulary)
    : gather(
        logits,
        row,
        Int32Array.from({ length: count }, (_, place) => place),
        vocabulary,
      );
}

/** float32 [places.length × vocabulary], the places being rows of the output, copied out of [rows, length, width] so that the output can be freed. */
function gather(logits: Values, row: number, places: Int32Array, vocabulary: number): Float32Array {
  const data = logits.data as Float32Array;
  const [, length = 0, width = 0] = logits.dimensions;
  const result = new Float32Array(places.length * vocabulary);
  for (const [index, place] of places.entries()) {
    const start = (row * length + place) * width;
    result.set(data.subarray(start, start + vocabulary), index * vocabulary);
  }
  return result;
}
