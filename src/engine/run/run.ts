/** A run from its specification to its result: opens what it needs, steers, keeps the run file whatever happens. */
import { SteeringError, isAbort, messageOf } from "../../errors.ts";
import type { StartRun } from "../../protocol/engine.ts";
import { isPause } from "../../protocol/pause.ts";
import type { RunEvent, RunResult, RunSeconds } from "../../protocol/run.ts";
import type { RunSpecification } from "../../protocol/specification.ts";
import type { BytePlace } from "../../runfile/schema.ts";
import type { RunFileEnd, RunFileLine } from "../../runfile/format.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import { lockOutput, refuseSource } from "../../runfile/outputLock.ts";
import { openRunFile, type RunFileWriter } from "../../runfile/write.ts";
import { picturesOf } from "../models/imageView.ts";
import type { AnySample } from "../reward/opened.ts";
import { type Branch, checkBranch, openBranch } from "./branch.ts";
import { endLines } from "./endLines.ts";
import type { GoOn } from "./goOn.ts";
import { keptRun } from "./keptRun.ts";
import { openAsBefore } from "./openAsBefore.ts";
import { comparedWith } from "./repetition.ts";
import { runHeader } from "./runHeader.ts";
import type { ResumedPlace } from "./resumption.ts";
import { openRunParts, type PartOptions, type RunParts, startedEvent } from "./runParts.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";
import { ToldWarnings } from "./toldWarnings.ts";
import { steeredRun } from "./steeredRun.ts";
import { checkPopulation } from "./checkRun.ts";

export interface RunOptions extends PartOptions {
  readonly emit: (event: RunEvent) => void;
  /** Fires when the run is to stop once its next scored step is kept. */
  readonly halt?: AbortSignal;
}

/** Throws the errors of models, rewards and run files, and `AbortError` when stopped. */
export async function run(start: StartRun, options: RunOptions): Promise<RunResult> {
  const { runFile, from, repeats } = start;
  const told = new ToldWarnings(start.warnings);
  const emit = told.heard(options.emit);
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  // Before the model is loaded, which may take minutes; what was there is replaced after, when nothing is wrong with what was asked.
  if (runFile !== undefined) {
    for (const source of [from?.run, repeats]) if (source !== undefined) await refuseSource(runFile, source);
    opened.use(await lockOutput(runFile));
  }
  const repeated = repeats === undefined ? undefined : opened.use(await openRunDocument(repeats));
  const asked = repeated?.header.specification ?? start.specification;
  // The same again may be of a time when more were taken.
  if (repeated === undefined) checkPopulation(asked);
  const branch = from === undefined ? undefined : await openBranch(from, asked.particles, opened);
  const own = { ...options, emit };
  const parts =
    repeated === undefined
      ? await openRunParts(asked, asked.rewards, own, opened)
      : await openAsBefore(repeated.header, own, opened);
  if (branch !== undefined) checkBranch(branch, { ...asked, steps: parts.steps }, parts.model);
  const file = runFile === undefined ? undefined : await openRunFile(runFile, options.settings.stateLimit);
  return await steerAndKeep(parts, asked, { ...own, told, stopwatch, file, branch, repeated });
}

export interface KeepOptions extends Pick<RunOptions, "signal" | "halt" | "emit"> {
  readonly told: ToldWarnings;
  /** Since the run was asked for. */
  readonly stopwatch: Stopwatch;
  /** Is closed at the end. */
  readonly file: RunFileWriter | undefined;
  /** What the file holds of a run that was cut off, and goes on. */
  readonly resumed?: RunDocument;
  /** Told where it goes on. */
  readonly onResumed?: (place: ResumedPlace) => void;
  /** Where in another run it begins. */
  readonly branch?: Branch | undefined;
  /** What the file holds of a run that came to its end, and goes on. */
  readonly goOn?: GoOn;
  /** The run that it repeats, and is compared with. */
  readonly repeated?: RunDocument | undefined;
  /** Log factors for the step at which the resumed run waits. */
  readonly votes?: Float64Array | undefined;
  /** A run of the same noise, whose first steps and whose pilot are this one's too. */
  readonly shares?: RunDocument | undefined;
}

/** A run whose parts are open. Throws as `run` does; the file ends with what became of it. */
export async function steerAndKeep(
  parts: RunParts,
  asked: RunSpecification,
  {
    signal,
    halt,
    emit,
    told,
    stopwatch,
    file: writer,
    resumed,
    onResumed,
    goOn,
    branch,
    shares,
    repeated: before,
    votes,
  }: KeepOptions,
): Promise<RunResult> {
  const { model, rewards, hints } = parts;
  const specification = { ...asked, steps: parts.steps };
  await using kept = writer === undefined ? undefined : keptRun(writer, (message) => emit({ kind: "unkept", message }));
  if (resumed === undefined && goOn === undefined) await kept?.write(runHeader(specification, model, rewards, branch));
  const file = kept === undefined ? undefined : told.kept(kept);
  const loading = stopwatch.total();
  emit(startedEvent(parts));
  try {
    const { result, samples, bestSample } = await steeredRun(specification, model, rewards, {
      signal,
      halt,
      emit,
      file,
      resumed,
      onResumed,
      goOn,
      branch,
      repeated: before,
      votes,
      shares,
    });
    for (const message of hints()) emit({ kind: "warning", message });
    // Where the file could not be kept there is nothing to compare.
    const isKept = kept !== undefined && kept.problem() === undefined;
    const repeated = before === undefined || !isKept ? undefined : await comparedWith(before, kept.path);
    if (repeated !== undefined) emit({ kind: "repeated", ...repeated });
    const spent = { total: stopwatch.total(), loading, ...result.seconds };
    const seconds = goOn === undefined ? spent : together((await goOn.document.lastResult())?.seconds, spent);
    const { best, bestBefore } = result;
    const shown = bestBefore === undefined ? samples[best] : bestSample;
    const thumbnail = (await thumbnailOf(shown, file)) ?? (await keptThumbnail(goOn?.document ?? resumed, bestBefore));
    await file?.write(...endLines(result, seconds, thumbnail));
    const unkept = kept?.problem();
    const ended = { ...result, seconds, specification, device: model.device, ...(repeated && { repeated }) };
    return unkept === undefined ? { ...ended, runFile: kept?.path } : { ...ended, runFile: undefined, unkept };
  } catch (error) {
    const lines = endOf(error, goOn);
    // What is only waiting to be told is none of a run that does not go on.
    if (lines.length > 0) await file?.write(...lines);
    throw error;
  }
}

/** A run that waits has no end yet. What one had come to stays, whatever became of going on; where that was refused, nothing was written after it. */
function endOf(error: unknown, goOn: GoOn | undefined): readonly RunFileLine[] {
  if (isPause(error)) return [];
  const { result, end } = goOn?.document ?? {};
  if (result === undefined || end === undefined) return [failureLine(error)];
  return error instanceof SteeringError && error.code === "run-file" ? [] : [result, end];
}

function together(before: RunSeconds | undefined, now: RunSeconds): RunSeconds {
  if (before === undefined) return now;
  return {
    total: before.total + now.total,
    model: before.model + now.model,
    reward: before.reward + now.reward,
    rewards: now.rewards.map((seconds, k) => seconds + (before.rewards[k] ?? 0)),
    decode: before.decode + now.decode,
    loading: before.loading + now.loading,
  };
}

/** The place of the best image's picture, which lies in the file already, as a part of the last step. */
async function thumbnailOf(
  best: AnySample | undefined,
  file: RunFileWriter | undefined,
): Promise<BytePlace | undefined> {
  if (file === undefined || best === undefined || !("data" in best)) return undefined;
  return (await file.storeSamples([picturesOf(best).thumbnail]))[0];
}

/** The same of an iteration that is read from the file. */
async function keptThumbnail(
  document: RunDocument | undefined,
  best: RunResult["bestBefore"],
): Promise<BytePlace | undefined> {
  if (document === undefined || best === undefined) return undefined;
  for (let index = document.stepCount - 1; index >= 0; index -= 1) {
    if (document.keyOf(index).iteration !== best.iteration) continue;
    const sample = (await document.step(index)).samples[best.particle.index];
    return sample?.modality === "image" && !("base64" in sample.thumbnail) ? sample.thumbnail : undefined;
  }
  return undefined;
}

function failureLine(error: unknown): RunFileEnd {
  if (isAbort(error)) return { kind: "end", outcome: "stopped" };
  const { code, details } = error instanceof SteeringError ? error : { code: "internal", details: {} };
  return { kind: "end", outcome: "failed", error: { code, message: messageOf(error), details: { ...details } } };
}
