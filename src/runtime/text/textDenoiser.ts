/** The network of a masked-text process, run in chunks. Knows sessions and token ids, not texts. */
import type { TextDenoiser } from "../../diffusion/text.ts";
import { SteeringError } from "../../errors.ts";
import { filled } from "../onnx/filled.ts";
import type { Port } from "../onnx/port.ts";
import type { Feeds, Session, Values } from "../onnx/session.ts";
import type { TextSignature } from "./textSignature.ts";

export interface DenoiserOptions {
  readonly session: Session;
  readonly signature: TextSignature;
  readonly maxLength: number;
  /** The tokenizer's; columns of the logits beyond it are padding and are left out. */
  readonly vocabularySize: number;
  /** Sequences a run, where the graph leaves it free. */
  readonly batch: number;
  /** Fills sequences up where the graph fixes the length. */
  readonly padId: number;
  /** For messages. */
  readonly graph: string;
}

/** Sequences that went through the network, and seconds spent in it. */
export interface Usage {
  forwardPasses: number;
  seconds: number;
}

/**
 * A denoiser over a loaded graph. Between two chunks other events get their turn and the signal is looked at. Throws
 * `model-signature` where a sequence does not fit the graph, `AbortError` when aborted.
 */
export function createTextDenoiser(options: DenoiserOptions): {
  readonly denoiser: TextDenoiser;
  readonly usage: Usage;
} {
  const { session, signature, maxLength, vocabularySize, graph } = options;
  const usage: Usage = { forwardPasses: 0, seconds: 0 };
  const batch = signature.batch ?? options.batch;

  async function run(tokens: readonly Int32Array[], length: number): Promise<Values> {
    const feeds = toFeeds(tokens, { rows: signature.batch ?? tokens.length, length, signature, padId: options.padId });
    const start = performance.now();
    const logits = await session.run(feeds, "logits");
    usage.seconds += (performance.now() - start) / 1000;
    usage.forwardPasses += tokens.length;
    const [rows, columns, width] = logits.dimensions;
    if (
      rows !== feeds["input_ids"]?.dimensions[0] ||
      columns !== length ||
      width === undefined ||
      width < vocabularySize
    ) {
      throw new SteeringError(
        "model-signature",
        `${graph} gave logits [${logits.dimensions.join(", ")}] for ${tokens.length} sequences of ${length} tokens out of ${vocabularySize}: graph and tokenizer do not belong together. Download or export the whole model again.`,
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
        for (let from = 0; from < tokens.length; from += batch) {
          signal.throwIfAborted();
          const chunk = tokens.slice(from, from + batch);
          const length = runLength(chunk, options);
          const logits = await run(chunk, length);
          for (const [row] of chunk.entries()) {
            results.push(gather(logits, row, places[from + row] ?? new Int32Array(), vocabularySize));
          }
        }
        signal.throwIfAborted();
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
      : signature.length !== undefined && length < signature.length && !signature.attentionMask
        ? `a sequence of ${length} tokens, and takes exactly ${signature.length}`
        : undefined;
  if (misfit === undefined) return signature.length ?? length;
  throw new SteeringError(
    "model-signature",
    `${graph} was given ${misfit}. Ask for a text that fills the model's length, or export the graph with a free length.`,
    { details: { file: graph, length } },
  );
}

interface FeedShape {
  readonly rows: number;
  readonly length: number;
  readonly signature: TextSignature;
  readonly padId: number;
}

/** int64 [rows, length] for each input; rows and columns without tokens hold padding that attention leaves out. */
function toFeeds(tokens: readonly Int32Array[], { rows, length, signature, padId }: FeedShape): Feeds {
  const ids = new BigInt64Array(rows * length).fill(BigInt(padId));
  const attention = new BigInt64Array(rows * length);
  for (const [row, sequence] of tokens.entries()) {
    sequence.forEach((id, column) => (ids[row * length + column] = BigInt(id)));
    attention.fill(1n, row * length, row * length + sequence.length);
  }
  const matrix = (data: BigInt64Array): Values => ({ data, dimensions: [rows, length] });
  return {
    input_ids: matrix(ids),
    ...(signature.attentionMask ? { attention_mask: matrix(attention) } : {}),
    ...(signature.tokenTypes ? { token_type_ids: matrix(new BigInt64Array(rows * length)) } : {}),
    ...Object.fromEntries(signature.times.map((port) => [port.name, zeros(port, rows)])),
  };
}

/** Time zero for every sequence. */
function zeros(port: Port, rows: number): Values {
  const shape = port.dimensions.map((_, axis) => (axis === 0 ? rows : 1));
  return filled(port, 0, shape);
}

/** float32 [places.length × vocabulary], copied out of [rows, length, width] so that the output can be freed. */
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
