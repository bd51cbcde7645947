/** A graph of ONNX Runtime, loaded by path and run. Knows neither text nor images. */
import { access, constants } from "node:fs/promises";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { messageOf, namedField, sentence, SteeringError } from "../../errors.ts";
import { loadCuda } from "../cuda/cudaFolder.ts";
import { halfTensor, singlesOf } from "./half.ts";
import { isMissing } from "../folders/json.ts";
import { loadRuntime, type OnnxRuntime, runtimeVersion } from "./onnxRuntime.ts";
import { isMemoryComplaint, memoryError } from "./memory.ts";
import type { Port } from "./port.ts";
import type { Provider } from "./provider.ts";

export { runtimeVersion } from "./onnxRuntime.ts";

/** Numbers in row-major order. A graph that asks for float16 gets float32 rounded to it; bytes are truths. */
export interface Values {
  readonly data: BigInt64Array | Int32Array | Float32Array | Uint8Array;
  readonly dimensions: readonly number[];
}

export type Feeds = Readonly<Record<string, Values>>;

export interface SessionOptions {
  readonly provider: Provider;
  /** Bytes of graph and weights. Big models are mapped into memory instead of being copied and repacked. */
  readonly bytes: number;
  /** Threads of one run; as many as ONNX Runtime finds cores when absent. */
  readonly threads?: number;
}

/** A loaded graph. Loading and running are synchronous inside: they block the thread for as long as they take. */
export interface Session extends AsyncDisposable {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /**
   * Runs the graph for one output. Settles after other events had their turn. Throws `device-unavailable` when a device
   * fails or there is not enough memory (`isMemoryComplaint`), `internal` when the CPU fails otherwise.
   *
   * @param runs how many are asked for in the same call of the network, this one among them; default 1
   */
  run(feeds: Feeds, output: string, runs?: number): Promise<Values>;
  /** Of so many runs, how many gain by being under way at once, as it is now. Absent: one. */
  width?(runs: number): number;
}

/** From here on repacking weights for speed costs more (twice the memory, 16 s for 2.4 GB) than it gives. */
const bigModel = 1_000_000_000;

/**
 * Loads a graph. Throws `model-missing` when the file is not there, `model-corrupt` when it is no graph that this ONNX
 * Runtime can run. On another provider than `cpu` any failure may be the device's.
 */
export async function openSession(path: string, { provider, bytes, threads }: SessionOptions): Promise<Session> {
  await requireFile(path);
  const runtime = await loadRuntime();
  let session: InferenceSession;
  try {
    if (provider === "cuda") loadCuda();
    session = await runtime.InferenceSession.create(path, {
      executionProviders: [provider],
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      // What it would print comes as an exception too.
      logSeverityLevel: 4,
      extra: {
        session: {
          // Spinning threads slow down everything else on a busy machine, and the run itself.
          "intra_op.allow_spinning": "0",
          ...(bytes >= bigModel && provider === "cpu" ? { disable_prepacking: "1" } : {}),
        },
      },
    });
  } catch (error) {
    throw unloadable(path, provider, error);
  }
  const inputs = session.inputMetadata.map(toPort);
  const halves = new Set(inputs.filter(({ type }) => type === "float16").map(({ name }) => name));
  return {
    inputs,
    outputs: session.outputMetadata.map(toPort),
    async run(feeds, output) {
      const tensors = Object.entries(feeds).map(([name, values]) => {
        const { data, dimensions } = values;
        const isHalf = data instanceof Float32Array && halves.has(name);
        return [name, isHalf ? halfTensor(runtime, data, dimensions) : toTensor(runtime, values)] as const;
      });
      let result: Tensor | undefined;
      try {
        result = (await session.run(Object.fromEntries(tensors), [output]))[output];
      } catch (error) {
        throw failedRun(path, provider, error);
      }
      return toValues(result, path);
    },
    async [Symbol.asyncDispose]() {
      await session.release();
    },
  };
}

/** An operator that is missing is no damage: the graph was made for another device, or for a library of its maker's. */
function unloadable(path: string, provider: Provider, error: unknown): SteeringError {
  if (isMemoryComplaint(error)) return memoryError(path, provider, error, "to be loaded");
  const details = { file: path, provider };
  const message = messageOf(error);
  const [, elsewhere] = /Could not find an implementation for (\w+)\(\d+\) node/.exec(message) ?? [];
  if (elsewhere !== undefined) {
    return new SteeringError(
      "model-signature",
      `${path} has the operator ${elsewhere}, which ONNX Runtime has for other devices and not for ${provider}: the graph was optimised for one of those (CUDA, DirectML), and nothing of it is damaged. Run it on such a device, or export the model without that (optimum-cli export onnx).`,
      { details: { ...details, operator: elsewhere }, cause: error },
    );
  }
  const [, unknown] = /([\w.:]+)\(-?\d+\) is not a registered function\/op/.exec(message) ?? [];
  if (unknown !== undefined) {
    return new SteeringError(
      "model-signature",
      `${path} has the operator ${unknown}, which ONNX Runtime ${runtimeVersion()} does not know: it is of a newer one, or of a library that its maker's own program adds. Export the model to ONNX's own operators (optimum-cli export onnx).`,
      { details: { ...details, operator: unknown }, cause: error },
    );
  }
  return new SteeringError(
    "model-corrupt",
    `ONNX Runtime cannot load ${path}: ${reasonOf(error)} The model's files are damaged or incomplete, or need a newer ONNX Runtime: download or export the model again.`,
    { details, cause: error },
  );
}

/** What ONNX Runtime complained of, as a sentence: without places in its own sources, and without the path again. */
export function reasonOf(error: unknown): string {
  const [line = ""] = messageOf(error)
    .replace(/^(Error: )+/, "")
    .replace(/^Load model from .*?\.onnx (failed:)?/, "")
    .replace(/\s?[\w/.-]+\.(cc|cpp|h):\d+ (.*? was false\. |[\w:~]+(\([^()]*\))? )/g, " ")
    .trim()
    .split("\n");
  const said = line === "" ? "no reason was given" : line;
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

function toPort(metadata: InferenceSession.ValueMetadata): Port {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, dimensions: metadata.shape }
    : { name: metadata.name, type: undefined, dimensions: [] };
}

function toTensor({ Tensor }: OnnxRuntime, { data, dimensions }: Values): Tensor {
  if (data instanceof BigInt64Array) return new Tensor("int64", data, dimensions);
  if (data instanceof Uint8Array) return new Tensor("bool", data, dimensions);
  return data instanceof Int32Array ? new Tensor("int32", data, dimensions) : new Tensor("float32", data, dimensions);
}

function toValues(result: Tensor | undefined, path: string): Values {
  const { data, dims, type } = result ?? { data: undefined, dims: [], type: "no" };
  if (data instanceof BigInt64Array || data instanceof Float32Array) return { data, dimensions: dims };
  if (type === "float16" && data !== undefined) return { data: singlesOf(data), dimensions: dims };
  throw new SteeringError(
    "model-signature",
    `${path} gives ${type} numbers; only float32, float16 and int64 are read. Export the model with float32 outputs (its weights may be float16).`,
    { details: { file: path } },
  );
}

function failedRun(path: string, provider: Provider, error: unknown): SteeringError {
  const details = { file: path, provider };
  if (isMemoryComplaint(error)) return memoryError(path, provider, error);
  return provider === "cpu"
    ? new SteeringError("internal", `${path} failed while it ran: ${reasonOf(error)}`, { details, cause: error })
    : new SteeringError(
        "device-unavailable",
        sentence`The device ${provider} failed while ${path} ran: ${reasonOf(error)} Resume the run where it has a file, or run it again on ${namedField("device", "cpu", 'the device "cpu"')}.`,
        { details: { ...details, isLost: true }, cause: error },
      );
}

async function requireFile(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw new SteeringError(
      "model-missing",
      isMissing(error)
        ? `There is no model file ${path}. Download or export the model again.`
        : `The model file ${path} cannot be read: ${messageOf(error)}. Check its permissions.`,
      { details: { file: path }, cause: error },
    );
  }
}
