/** The denoiser of an image model with classifier-free guidance (Ho & Salimans 2022), run in chunks. Knows embeddings, not prompts. */
import type { StateShape } from "../../diffusion/image.ts";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import { inRuns, type Usage } from "../onnx/abreast.ts";
import { filled } from "../onnx/filled.ts";
import { rowsOf } from "../onnx/memory.ts";
import type { Port } from "../onnx/port.ts";
import type { Session, Values } from "../onnx/session.ts";
import type { Conditioning, Row } from "./prompt/conditioning.ts";
import type { DenoiserSignature } from "./denoiserSignature.ts";
import type { StateLayout } from "./stateLayout.ts";

/** What one input is denoised towards, and away from. */
export interface Guide {
  readonly towards: Conditioning;
  /** Undefined: without guidance. */
  readonly away: Conditioning | undefined;
}

export interface GuidedDenoiserOptions {
  readonly session: Session;
  /** For messages. */
  readonly graph: string;
  readonly signature: DenoiserSignature;
  /** Names of the graph's input and output. */
  readonly sample: string;
  readonly output: string;
  readonly layout: StateLayout;
  /** Rows a run, where the graph leaves it free. */
  readonly chunk: number;
  readonly usage: Usage;
  /** Counts the time of what it is given to do. */
  readonly timed: <Result>(run: () => Promise<Result>) => Promise<Result>;
}

/** What one call asks for. */
export interface Guidance {
  readonly shape: StateShape;
  readonly scale: number;
  readonly timestep: number;
  readonly signal: AbortSignal;
}

export interface GuidedDenoiser {
  /** One output an input, the caller's own. `guides` undefined: the model takes no prompt. */
  predict(
    inputs: readonly Float32Array[],
    guides: readonly Guide[] | undefined,
    guidance: Guidance,
  ): Promise<Float32Array[]>;
}

interface DenoiserRow {
  /** Index of the input that it belongs to. */
  readonly image: number;
  readonly sample: Float32Array;
  readonly told: Conditioning;
}

export function createGuidedDenoiser(options: GuidedDenoiserOptions): GuidedDenoiser {
  const { session, graph, signature, layout, usage, timed } = options;
  const together = rowsOf(graph, signature.batch, options.chunk);
  const portOf = (name: string): Port | undefined => session.inputs.find((port) => port.name === name);

  async function run(
    rows: readonly DenoiserRow[],
    { shape, timestep }: Guidance,
    runs: number,
  ): Promise<Float32Array[]> {
    const size = shape.channels * shape.height * shape.width;
    // A graph of a fixed batch gets its last row again and again.
    const count = signature.batch ?? rows.length;
    const batch = Array.from({ length: count }, (_, row) => rows[Math.min(row, rows.length - 1)]!);
    const names = Object.keys(batch[0]?.told ?? {});
    const feeds: Record<string, Values> = {
      [options.sample]: stacked(batch.map(({ sample }) => layout.pack(sample, shape))),
      timestep: timeFor(signature.timestep, timestep, count),
      ...Object.fromEntries(
        names.map((name) => [
          name,
          toldAs(
            portOf(name),
            batch.map(({ told }) => told[name]!),
          ),
        ]),
      ),
    };
    const found = await timed(() => session.run(feeds, options.output, runs));
    usage.forwardPasses += rows.length;
    if (found.data.length !== count * size) throw wrongOutput(graph, options.output, found, shape);
    const data = found.data as Float32Array;
    return rows.map((_, row) => layout.unpack(data.subarray(row * size, (row + 1) * size), shape));
  }

  return {
    async predict(inputs, guides, guidance) {
      // Both passes of an image one after the other, in the same runs: what guidance costs is rows.
      const rows = inputs.flatMap((sample, image): DenoiserRow[] => {
        const { towards, away } = guides?.[image] ?? { towards: {}, away: undefined };
        return [{ image, sample, told: towards }, ...(away === undefined ? [] : [{ image, sample, told: away }])];
      });
      const outputs: Float32Array[] = [];
      await inRuns(rows.length, { rows: together, session, signal: guidance.signal }, async (indices, runs) => {
        const found = await run(
          indices.map((row) => rows[row]!),
          guidance,
          runs,
        );
        for (const [at, row] of indices.entries()) outputs[row] = found[at]!;
      });
      throwIfAborted(guidance.signal);
      const results: Float32Array[] = [];
      for (const [row, output] of outputs.entries()) {
        const { image } = rows[row]!;
        const towards = results[image];
        if (towards === undefined) results[image] = output;
        else guide(towards, output, guidance.scale);
      }
      return results;
    },
  };
}

/** Changes the first: from `away` past it. */
function guide(towards: Float32Array, away: Float32Array, scale: number): void {
  for (let i = 0; i < towards.length; i += 1) towards[i] = away[i]! + scale * (towards[i]! - away[i]!);
}

/** Rows as one batch; a row alone is no copy, since a graph only reads. */
function stacked(rows: readonly Row[]): Values & Row {
  const [first] = rows;
  if (first !== undefined && rows.length === 1) return { data: first.data, dimensions: [1, ...first.dimensions] };
  const size = first?.data.length ?? 0;
  const data = new Float32Array(rows.length * size);
  rows.forEach((row, index) => data.set(row.data, index * size));
  return { data, dimensions: [rows.length, ...(first?.dimensions ?? [])] };
}

/** Rows as the graph declares them: where it has no dimension for the batch, it is told once what all have in common. */
function toldAs(port: Port | undefined, rows: readonly Row[]): Values {
  const [first] = rows;
  const isCommon = first !== undefined && port?.dimensions.length === first.dimensions.length;
  const { data, dimensions } = isCommon ? first : stacked(rows);
  if (port?.type === "int64") return { data: BigInt64Array.from(data, BigInt), dimensions };
  return { data: port?.type === "int32" ? Int32Array.from(data) : data, dimensions };
}

/** A number, one a run or one a row, as the graph declares it. */
function timeFor(port: Port, timestep: number, rows: number): Values {
  const { dimensions } = port;
  const free = typeof dimensions[0] === "string" || dimensions[0] === -1;
  // Optimum names a transformer's dimension "step", and diffusers tells it of every row.
  const isPerRow = dimensions.length === 1 && free && /batch|^step$/iu.test(String(dimensions[0]));
  const stated = free ? undefined : dimensions[0];
  const count = isPerRow ? rows : typeof stated === "number" ? stated : 1;
  return filled(port, timestep, dimensions.length === 0 ? [] : [count]);
}

function wrongOutput(
  graph: string,
  output: string,
  { dimensions }: Values,
  { channels, height, width }: StateShape,
): SteeringError {
  return new SteeringError(
    "model-signature",
    `${graph} gave ${output} [${dimensions.join(", ")}] for states of [${channels}, ${height}, ${width}]: it does not fit its config.json. Correct in_channels and sample_size there, or take that file away: what the graph says is read without it.`,
    { details: { file: graph, dimensions } },
  );
}
