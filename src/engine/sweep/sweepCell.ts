/** One cell of a sweep: a run in its own file, gone on with where it was cut off, with the first steps of another where they have them in common. */
import { open, rm, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { SteeringError, isAbort, messageOf } from "../../errors.ts";
import type { RunEvent } from "../../protocol/run.ts";
import { isDeviceLost } from "../../protocol/resumption.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import { type CellOutcome, cellSpecification, sharesNoise, type Sweep, type SweepCell } from "../../protocol/sweep.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { otherwiseMade } from "../../runfile/runDifference.ts";
import { cellPath } from "../../runfile/sweepPaths.ts";
import { openRunFile } from "../../runfile/write.ts";
import { steerAndKeep } from "../run/run.ts";
import type { PartOptions, RunParts } from "../run/runParts.ts";
import { canShareStart } from "../run/sharedStart.ts";
import { steeringPolicy } from "../run/steeringPolicy.ts";
import { createStopwatch } from "../run/stopwatch.ts";
import { ToldWarnings } from "../run/toldWarnings.ts";
import { cellFigures } from "./cellFigures.ts";

/** Bytes: no header that is written is longer. */
const mostHeader = 1024 * 1024;

export interface CellOptions extends Pick<PartOptions, "settings" | "signal"> {
  readonly folder: string;
  /** With its steps filled in. */
  readonly sweep: Sweep & { readonly specification: WholeSpecification };
  readonly cells: readonly SweepCell[];
  readonly parts: RunParts;
  /** As every cell's file begins. */
  readonly run: RunFileHeader;
  readonly emit: (event: RunEvent) => void;
}

/** Throws what stops the whole sweep: that it was stopped, that nothing can be kept, or that no cell could do better on a lost device. What else goes wrong is how the cell ended. */
export async function endedCell(cell: SweepCell, options: CellOptions): Promise<CellOutcome> {
  const done = await figuresOf(cell, options);
  if (done !== undefined) return done;
  try {
    await runCell(cell, options);
  } catch (error) {
    const stopsAll = isAbort(error) || !(error instanceof SteeringError) || error.code === "run-file";
    if (stopsAll || isDeviceLost(error)) throw error;
    return { outcome: "failed", error: { code: error.code, message: messageOf(error) } };
  }
  return (await figuresOf(cell, options))!;
}

/** Of a cell whose run came to its end: now, or just before it could be put on record. */
async function figuresOf(cell: SweepCell, options: CellOptions): Promise<CellOutcome | undefined> {
  await using document = await openCell(cell, options);
  const figures = document === undefined ? undefined : await cellFigures(document);
  return figures === undefined ? undefined : { outcome: "done", figures };
}

async function runCell(cell: SweepCell, options: CellOptions): Promise<void> {
  const { folder, sweep, parts, settings, signal } = options;
  const path = cellPath(folder, cell.index);
  const told = new ToldWarnings();
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  opened.use(await lockOutput(path));
  const resumed = await openCell(cell, options);
  if (resumed !== undefined) opened.use(resumed);
  const shares = await sharedRun(cell, options);
  if (shares !== undefined) opened.use(shares);
  const file = await openRunFile(path, settings.stateLimit, resumed?.wholeBytes);
  const emit = told.heard(options.emit);
  const kept = { signal, emit, told, stopwatch, file, shares, ...(resumed && { resumed }) };
  const { unkept } = await steerAndKeep(parts, cellSpecification(sweep, cell), kept);
  if (unkept !== undefined) throw new SteeringError("run-file", unkept);
}

/**
 * What was written of a cell's run; undefined where there is nothing, or not even its first line whole.
 * @throws SteeringError `run-file` for the run of something else in its place
 */
async function openCell(cell: SweepCell, { folder, sweep }: CellOptions): Promise<RunDocument | undefined> {
  const path = cellPath(folder, cell.index);
  if ((await stat(path).catch(() => undefined)) === undefined) return undefined;
  if (!(await hasWholeLine(path))) {
    await rm(path, { force: true });
    return undefined;
  }
  const document = await openRunDocument(path);
  if (isDeepStrictEqual(plain(document.header.specification), plain(cellSpecification(sweep, cell)))) return document;
  await document[Symbol.asyncDispose]();
  throw new SteeringError(
    "run-file",
    `${path} is no run of this sweep: its settings are others. Move it away, or choose another folder.`,
  );
}

/** False of a file whose writer died over its first line. */
async function hasWholeLine(path: string): Promise<boolean> {
  await using file = await open(path, "r");
  const buffer = Buffer.alloc(mostHeader);
  const { bytesRead } = await file.read(buffer, 0, mostHeader, 0);
  return bytesRead === mostHeader || buffer.subarray(0, bytesRead).includes("\n");
}

/** As a file has it: without what is undefined. */
function plain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A run of the same noise with as many particles, which was made as this one is and has gone to its first scored step. */
async function sharedRun(cell: SweepCell, options: CellOptions): Promise<RunDocument | undefined> {
  const { cells, sweep, parts, run } = options;
  if (!canShareStart(steeringPolicy(sweep.specification, parts.model.modality))) return undefined;
  const { islands } = cellSpecification(sweep, cell);
  for (const other of cells) {
    if (other.index === cell.index || !sharesNoise(other, cell) || other.particles < cell.particles) continue;
    if (cellSpecification(sweep, other).islands !== islands) continue;
    // One that cannot be read is told of where it is that cell's turn.
    const document = await openCell(other, options).catch(() => undefined);
    if (document === undefined) continue;
    if (document.stepCount > 0 && otherwiseMade(document.header, run).length === 0) return document;
    await document[Symbol.asyncDispose]();
  }
  return undefined;
}
