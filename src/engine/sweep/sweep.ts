/**
 * A sweep from its request to its figures, cell by cell: each is a run with a file of its own, what ended is on record, and what was cut off goes on from its
 * last scored step. Cells of one seed and prompt take their first steps, up to the first scored one, from whichever of them has gone there.
 */
import { isDeepStrictEqual } from "node:util";
import { makeFolder } from "../../makeFolder.ts";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import {
  cellsOf,
  checkSweep,
  type EndedCell,
  type Sweep,
  type SweepEvent,
  type SweepRequest,
  type SweepResult,
} from "../../protocol/sweep.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { otherwiseMade } from "../../runfile/runDifference.ts";
import { recordPath } from "../../runfile/sweepPaths.ts";
import {
  openSweepRecord,
  readSweepRecord,
  refuseOtherFolder,
  sweepHeader,
  sweepOf,
  type SweepHeader,
  type SweepRecord,
} from "../../runfile/sweepRecord.ts";
import { openAsBefore } from "../run/openAsBefore.ts";
import { refuseChanged } from "../run/resume.ts";
import { runHeader } from "../run/runHeader.ts";
import { openRunParts, type PartOptions, type RunParts, startedEvent } from "../run/runParts.ts";
import { createStopwatch } from "../run/stopwatch.ts";
import { endedCell } from "./sweepCell.ts";
import { SweepProgress } from "./sweepProgress.ts";

export interface SweepOptions extends PartOptions {
  readonly emit: (event: SweepEvent) => void;
}

/**
 * Throws `specification-invalid`, `run-file` where the record cannot be written or is another sweep's, the errors of models and rewards before the first
 * cell, and `AbortError` when stopped: what had ended stays on record. A cell that fails is recorded as failed, and the others go on.
 */
export async function sweep({ folder, sweep: asked }: SweepRequest, options: SweepOptions): Promise<SweepResult> {
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  if (asked !== undefined) checkSweep(asked);
  await refuseOtherFolder(folder);
  await makeFolder(folder).catch(() => undefined);
  opened.use(await lockOutput(recordPath(folder)));
  const before = await readSweepRecord(folder);
  const wanted = wantedSweep(folder, asked, before);
  const parts = await openParts(wanted, before, options, opened);
  const specification = { ...wanted.specification, steps: parts.steps };
  const run = { ...runHeader(specification, parts.model, parts.rewards), created: before?.header.run.created ?? now() };
  if (before !== undefined) sayChanges(before, run, options.emit);
  const record = opened.use(await openSweepRecord(folder, sweepHeader(wanted.axes, run), before));
  options.emit(startedEvent(parts));

  const cells = cellsOf(wanted.axes);
  const passesBefore = parts.model.usage.forwardPasses;
  const forwardPasses = (): number => parts.model.usage.forwardPasses - passesBefore;
  const progress = new SweepProgress(cells, options.emit, forwardPasses);
  const ended = new Map(before?.ended.map((cell) => [cell.cell, cell]));
  for (const cell of cells) if (isDone(ended.get(cell.index))) progress.ended(cell, true);
  const { settings, signal } = options;
  const running = { folder, sweep: { ...wanted, specification }, cells, parts, run, settings, signal };
  for (const cell of cells) {
    if (isDone(ended.get(cell.index))) continue;
    throwIfAborted(signal);
    const result = await endedCell(cell, { ...running, emit: progress.listener(cell) });
    const entry = { cell: cell.index, result };
    await record.ended(entry);
    ended.set(cell.index, entry);
    progress.ended(cell, false);
    options.emit({ kind: "cell", ...entry });
  }
  const results = cells.flatMap(({ index }) => ended.get(index) ?? []);
  const { modality, device } = parts.model;
  const spent = { forwardPasses: forwardPasses(), seconds: stopwatch.total() };
  return { ...running.sweep, folder, modality, device, cells: results, ...spent };
}

/** A cell that failed is tried again. */
function isDone(cell: EndedCell | undefined): boolean {
  return cell?.result.outcome === "done";
}

function wantedSweep(folder: string, asked: Sweep | undefined, before: SweepRecord | undefined): Sweep {
  if (before === undefined) {
    if (asked !== undefined) return asked;
    throw new SteeringError("run-file", `${folder} holds no sweep to go on with. Name the folder of one.`);
  }
  const recorded = sweepOf(before);
  if (asked === undefined || isSameSweep(asked, recorded)) return recorded;
  throw new SteeringError(
    "run-file",
    `${folder} holds another sweep already, of other settings. Choose another folder, or go on with that one as it was asked for.`,
  );
}

/** Steps that are left to the model are those that it had. */
function isSameSweep({ specification: asked, axes }: Sweep, before: Sweep): boolean {
  const specification = { ...asked, steps: asked.steps ?? before.specification.steps };
  return isDeepStrictEqual(plain({ axes, specification }), plain(before));
}

/** As a record has it: without what is undefined. */
function plain({ axes, specification }: Sweep): unknown {
  return JSON.parse(JSON.stringify({ axes, specification }));
}

function now(): string {
  return new Date().toISOString();
}

function openParts(
  { specification }: Sweep,
  before: SweepRecord | undefined,
  options: SweepOptions,
  opened: AsyncDisposableStack,
): Promise<RunParts> {
  return before === undefined
    ? openRunParts(specification, specification.rewards, options, opened)
    : openAsBefore(before.header.run, options, opened);
}

/** Throws `run-file` where other rewards or another model would make other cells; says what else is not as it was. */
function sayChanges({ folder, header }: SweepRecord, run: SweepHeader["run"], emit: SweepOptions["emit"]): void {
  refuseChanged({ path: recordPath(folder), header: header.run }, run);
  const made = otherwiseMade(header.run, run);
  if (made.length === 0) return;
  const message = `The sweep goes on with other ${made.join("; ")}: cells from here on may differ in their last bits from what they would have been.`;
  emit({ kind: "warning", message });
}
