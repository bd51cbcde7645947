/** A run from its specification to its result: opens what it needs, steers, keeps the run file whatever happens. */
import { SteeringError, isAbort, messageOf } from "../../errors.ts";
import type { StartRun } from "../../protocol/engine.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import type { RunFileEnd } from "../../runfile/format.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { openRunFile } from "../../runfile/write.ts";
import { endLines } from "./endLines.ts";
import { keptRun } from "./keptRun.ts";
import { runHeader } from "./runHeader.ts";
import { openRunParts, type PartOptions, startedEvent } from "./runParts.ts";
import { createStopwatch } from "./stopwatch.ts";
import { ToldWarnings } from "./toldWarnings.ts";
import { steeredRun } from "./steeredRun.ts";

export interface RunOptions extends PartOptions {
  readonly emit: (event: RunEvent) => void;
}

/** Throws the errors of models, rewards and run files, and `AbortError` when stopped. */
export async function run({ specification: asked, runFile }: StartRun, options: RunOptions): Promise<RunResult> {
  const { signal } = options;
  const told = new ToldWarnings();
  const emit = told.heard(options.emit);
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  // Before the model is loaded, which may take minutes; what was there is replaced after, when nothing is wrong with what was asked.
  if (runFile !== undefined) opened.use(await lockOutput(runFile));
  const parts = await openRunParts(asked, asked.rewards, { ...options, emit }, opened);
  const { model, rewards, hints } = parts;
  const specification = { ...asked, steps: parts.steps };
  const kept =
    runFile === undefined
      ? undefined
      : opened.use(keptRun(await openRunFile(runFile), (message) => emit({ kind: "unkept", message })));
  await kept?.write(runHeader(specification, model, rewards, options.settings));
  const file = kept === undefined ? undefined : told.kept(kept);
  const loading = stopwatch.total();
  emit(startedEvent(parts));
  try {
    const { result } = await steeredRun(specification, model, rewards, { signal, emit, file });
    for (const message of hints()) emit({ kind: "warning", message });
    const seconds = { total: stopwatch.total(), loading, ...result.seconds };
    await file?.write(...endLines(result, seconds));
    const unkept = kept?.problem();
    const ended = { ...result, seconds, specification, device: model.device };
    return unkept === undefined ? { ...ended, runFile } : { ...ended, runFile: undefined, unkept };
  } catch (error) {
    await file?.write(failureLine(error));
    throw error;
  }
}

function failureLine(error: unknown): RunFileEnd {
  if (isAbort(error)) return { kind: "end", outcome: "stopped" };
  const { code, details } = error instanceof SteeringError ? error : { code: "internal", details: {} };
  return { kind: "end", outcome: "failed", error: { code, message: messageOf(error), details: { ...details } } };
}
