/** Opens the folder of a masked-diffusion text model: tokenizer, graph, device. */
import type { TextDenoiser } from "../../diffusion/text.ts";
import { isAbort, SteeringError, throwIfAborted } from "../../errors.ts";
import { openOnDevice } from "../device/device.ts";
import { mixesRows, precisionOf } from "../folders/graphWeights.ts";
import type { OpenModelOptions } from "../loadedModel.ts";
import { withLanes } from "../onnx/lanedSession.ts";
import { reasonOf } from "../onnx/session.ts";
import type { TextConfig } from "./textConfig.ts";
import { checkShift, shiftNotice } from "./shiftCheck.ts";
import { createTextDenoiser } from "./textDenoiser.ts";
import type { TextModel } from "./textModel.ts";
import { readTextSignature, type TextSignature } from "./textSignature.ts";
import { chunkOnDevice, timedTextGraph } from "./timedTextGraph.ts";

/** On CPU a batch saves little time, and a sequence alone is a pure function of its tokens even when activations are quantised. */
const chunkOnCpu = 1;
/** What a graph that takes places says of each does not depend on what runs beside it, and eight sequences take three quarters of the time that they take one by one. */
const chunkAtPlaces = 8;
/** A run's logits stay below this many bytes. */
const mostOutput = 256e6;

/**
 * Loads a text model. Throws `model-missing`, `model-incomplete`, `model-corrupt`, `model-signature`, `model-tokenizer`
 * or `device-unavailable`, each with what to do about it; `AbortError` when aborted.
 */
export async function openTextModel(path: string, options: OpenModelOptions): Promise<TextModel> {
  const { signal } = options;
  throwIfAborted(signal);
  const { folder, config, codec, files, graph: timed } = await timedTextGraph(path, options);
  const graph = timed.path;
  const { session: opened, provider, report } = await openOnDevice(timed, options);
  await using cleanup = new AsyncDisposableStack();
  cleanup.use(opened);
  throwIfAborted(signal);

  const { conventions } = config;
  const signature = readTextSignature(graph, opened.inputs, opened.outputs, conventions);
  checkVocabulary(graph, codec.vocabularySize, signature, config);
  const maxLength = Math.min(signature.length ?? conventions.window.value, conventions.window.value);
  const isApart = signature.places !== undefined && !(await mixesRows(folder.path, folder.graph));
  const chunk = provider !== "cpu" ? chunkOnDevice : isApart ? chunkAtPlaces : chunkOnCpu;
  const batch = batchSize(options.chunk ?? chunk, maxLength, codec.vocabularySize);
  // Sequences that run together keep every core busy by themselves.
  const isAlone = (signature.batch ?? batch) === 1;
  const { threads } = report.execution;
  const laned = isAlone ? cleanup.use(withLanes(opened, { ...timed, provider, threads })) : opened;
  const session = options.recorder?.watch({ path: graph, bytes: timed.bytes, maskId: codec.maskId }, laned) ?? laned;
  const denoiserOf = (shift: boolean): ReturnType<typeof createTextDenoiser> =>
    createTextDenoiser({
      session,
      signature,
      conventions,
      shift,
      maxLength,
      vocabularySize: codec.vocabularySize,
      batch,
      padId: config.padId ?? codec.endId ?? 0,
      graph,
    });
  const asWritten = denoiserOf(conventions.shift?.value ?? false);
  await tryOut(graph, signature.length ?? Math.min(8, maxLength), codec.maskId, asWritten.denoiser, signal);
  const canBeAsked = signature.length === undefined || signature.attentionMask !== undefined;
  const asked = { codec, denoiser: asWritten.denoiser, isFixed: !canBeAsked, signal };
  const verdict = conventions.shift === undefined ? await checkShift(asked) : undefined;
  const notice = verdict && shiftNotice(verdict, folder.name);
  const { denoiser, usage } = verdict?.kind === "before" ? denoiserOf(true) : asWritten;
  Object.assign(usage, { forwardPasses: 0, seconds: 0 });
  const precision = await precisionOf(folder.path, folder.graph);
  const loaded = cleanup.move();
  return {
    name: folder.name,
    codec,
    denoiser,
    device: {
      ...report,
      execution: { ...report.execution, chunk: batch, precision },
    },
    drawTemperature: config.drawTemperature,
    endFill: config.endFill && codec.endId !== undefined,
    files,
    bytes: folder.bytes,
    notices: notice === undefined ? [] : [notice],
    usage,
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

function batchSize(wanted: number, length: number, vocabulary: number): number {
  return Math.max(1, Math.min(wanted, Math.floor(mostOutput / (4 * length * vocabulary))));
}

/** A graph may have more columns than there are tokens only where its configuration says so (padding to a round number). */
function checkVocabulary(graph: string, tokens: number, signature: TextSignature, config: TextConfig): void {
  const columns = signature.vocabularySize ?? config.vocabularySize;
  if (columns === undefined || columns === tokens || (columns > tokens && columns === config.vocabularySize)) return;
  throw new SteeringError(
    "model-signature",
    `${graph} predicts ${columns} tokens and tokenizer.json has ${tokens}: they do not belong together. Take both from one model.`,
    { details: { file: graph, columns, tokens } },
  );
}

/** One short pass, so that a graph that loads and cannot run is refused before a run begins. */
async function tryOut(
  graph: string,
  length: number,
  maskId: number,
  denoiser: TextDenoiser,
  signal: AbortSignal,
): Promise<void> {
  try {
    await denoiser.logits([new Int32Array(length).fill(maskId)], [new Int32Array()], signal);
  } catch (error) {
    if (isAbort(error) || !(error instanceof SteeringError) || error.code !== "internal") throw error;
    throw new SteeringError(
      "model-signature",
      `${graph} loads, but fails on ${length} token ids: ${reasonOf(error.cause)} Export the model again as a masked language model.`,
      { details: { file: graph }, cause: error },
    );
  }
}
