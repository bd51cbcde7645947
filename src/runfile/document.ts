/**
 * A run as its files tell it, in whichever format: what it was asked to be, its scored steps one by one when they are asked for, how it ended. A run that
 * goes on is the same document: `refresh` takes in what its files have got since. Never reads a file whole. Knows no VS Code.
 */
import { stat, type FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { maxSteps } from "../protocol/fields.ts";
import { groupsOf } from "../protocol/specification.ts";
import { SteeringError, messageOf } from "../errors.ts";
import {
  type RunFileContinuation,
  type RunFileEnd,
  type RunFileHeader,
  type RunFilePilot,
  type RunFileReference,
  type RunFileResult,
  runFileVersion,
  samplesPath,
  statesPath,
} from "./format.ts";
import type { BytePlace } from "./schema.ts";
import { headerOf1, stepOf1 } from "./format1.ts";
import { linesATurn, longestLine } from "./limits.ts";
import { LineIndex, type LinePlace } from "./lineIndex.ts";
import { newerFormat, newerSettings, parseLine, parseLine1, versionOf } from "./parseLine.ts";
import { fill, openToRead, readBytes } from "./readBytes.ts";
import { believed, breath, readLine } from "./readLine.ts";
import { checkLengths, placesOf, recordedStep, type PictureSource, type RecordedStep } from "./recordedStep.ts";
import { RunLines } from "./runLines.ts";
import { decodeDraws, type StepDraws } from "./sampleBlock.ts";

/** Which scored step: iteration 0 is the run, from 1 its refinements. */
export interface StepKey {
  readonly iteration: number;
  readonly step: number;
}

export interface RunDocument extends AsyncDisposable {
  readonly path: string;
  /** The version of the file's format. */
  readonly version: number;
  readonly header: RunFileHeader;
  readonly pilot: RunFilePilot | undefined;
  /** What the person was told, in the order in which it was. */
  readonly warnings: readonly string[];
  /** Scored steps of all iterations, in the order of the file. */
  readonly stepCount: number;
  /** Index of the last scored step of the run itself, before its refinements; undefined where there is none. */
  readonly lastOfRun: number | undefined;
  /** The last time that it went on after its end. */
  readonly continuation: RunFileContinuation | undefined;
  /** Undefined while the run goes on, or where it was cut off. */
  readonly end: RunFileEnd | undefined;
  /** What a run that came to its end came to. */
  readonly result: RunFileResult | undefined;
  /** The same of the last time that it was at its end, also where it has gone on since. Throws `run-file` where it is damaged. */
  lastResult(): Promise<RunFileResult | undefined>;
  /** Length of the file up to the end of its last whole line: what follows was cut, or is being written. */
  readonly wholeBytes: number;
  /** Why the file is not read further than it is; undefined where nothing is wrong with it. */
  readonly problem: SteeringError | undefined;
  keyOf(index: number): StepKey;
  /** Throws `run-file` for a step that the file does not have, or that is damaged. */
  step(index: number): Promise<RecordedStep>;
  /** Every draw of a step; of format 1 the rewards alone. Throws `run-file` where they are damaged or gone, or have more than `most` bytes. */
  draws(
    step: RecordedStep,
    options?: { readonly most?: number },
  ): Promise<Pick<StepDraws, "rewards"> & Partial<StepDraws>>;
  /** A PNG file. Throws `run-file` where it is damaged or gone. */
  picture(source: PictureSource): Promise<Uint8Array>;
  /** An encoded state; undefined where it was not kept. */
  state(place: BytePlace): Promise<Uint8Array | undefined>;
  /** The path that an iteration follows in a group. Undefined where there is none. */
  reference(iteration: number, group?: number): Promise<ReferencePath | undefined>;
  /** Takes in what the files have got since. */
  refresh(): Promise<void>;
  /** What the path leads to now: this file, as it was or grown; another one, or this one written anew; none. Throws where that cannot be told. */
  standing(): Promise<Standing>;
  /** Calls back after a `refresh` that found something. */
  onDidChange(listener: () => void): Disposable;
}

export type Standing = "same" | "other" | "gone";

export interface ReferencePath {
  /** Of the iteration before, or of `since`. */
  readonly particle: number;
  readonly since: number | undefined;
  /** States at step 0 … steps, undefined where one was not kept; all undefined where none was. */
  readonly places: readonly (BytePlace | undefined)[] | undefined;
}

/** Throws `run-file` for what is no run file, is of a newer version, or cannot be read. */
export async function openRunDocument(path: string): Promise<RunDocument> {
  const files: FileHandle[] = [];
  const opened = async (name: string): Promise<FileHandle> => {
    const file = await openToRead(name);
    files.push(file);
    return file;
  };
  // Files beside it may be missing: the run is shown without their bytes.
  const beside = (name: string): Promise<FileHandle | undefined> => opened(name).catch(() => undefined);
  try {
    const parts = {
      lines: await opened(path),
      states: await beside(statesPath(path)),
      samples: await beside(samplesPath(path)),
    };
    return await FileDocument.of(path, parts);
  } catch (error) {
    await Promise.all(files.map((file) => file.close()));
    if (error instanceof SteeringError) throw error;
    throw new SteeringError("run-file", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

interface Files {
  readonly lines: FileHandle;
  readonly states: FileHandle | undefined;
  readonly samples: FileHandle | undefined;
}

interface FileParts {
  readonly path: string;
  readonly version: number;
  readonly header: RunFileHeader;
  readonly files: Files;
  readonly index: LineIndex;
  readonly mark: BytePlace;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

class FileDocument implements RunDocument {
  readonly path: string;
  readonly version: number;
  readonly header: RunFileHeader;
  readonly #files: Files;
  readonly #index: LineIndex;
  readonly #lines: RunLines;
  readonly #listeners = new Set<() => void>();
  #refreshing: Promise<void> = Promise.resolve();
  /** When the file had been written to, as it was looked at last. */
  #changed: number;
  /** Its header, by which it is known again. */
  readonly #mark: BytePlace;

  static async of(path: string, files: Files): Promise<FileDocument> {
    const index = new LineIndex();
    const { size, mtimeMs } = await files.lines.stat();
    // The header's line alone, so that a large file which is no run's is refused without being read.
    await index.extend(files.lines, Math.min(size, longestLine));
    const first = index.at(0);
    const noHeader = `${path} does not begin with a run's header, so it is not a run file.`;
    if (first === undefined && index.rest === 0 && size <= longestLine) {
      throw new SteeringError("run-file", `${path} is empty: the run stopped before it began.`);
    }
    if (first?.kind !== "header") throw new SteeringError("run-file", noHeader);
    await index.extend(files.lines, size);
    const decoded = await readLine(files.lines, path, first);
    const version = versionOf(first.kind, decoded);
    if (version === undefined) throw new SteeringError("run-file", noHeader);
    if (version > runFileVersion) throw new SteeringError("run-file", newerFormat(path, version));
    const newer = version === runFileVersion ? newerSettings(path, decoded) : undefined;
    if (newer !== undefined) throw new SteeringError("run-file", newer);
    const header = await believed(path, first, async () => {
      const told =
        version === 1
          ? headerOf1(parseLine1("header", decoded), await modalityOf1(path, files.lines, index))
          : parseLine("header", decoded);
      if (told.groups.length === groupsOf(told.specification).length) return told;
      throw new Error("its groups are not those of its prompts and islands");
    });
    const mark = await markOf(files.lines, first);
    const document = new FileDocument({ path, version, header, files, index, mark, changed: mtimeMs });
    await document.#lines.take();
    return document;
  }

  private constructor({ path, version, header, files, index, mark, changed }: FileParts) {
    this.path = path;
    this.version = version;
    this.header = header;
    this.#files = files;
    this.#index = index;
    this.#lines = new RunLines({ path, file: files.lines, version, index });
    this.#mark = mark;
    this.#changed = changed;
  }

  get pilot(): RunFilePilot | undefined {
    return this.#lines.pilot;
  }

  get continuation(): RunFileContinuation | undefined {
    return this.#lines.continuation;
  }

  get warnings(): readonly string[] {
    return this.#lines.warnings;
  }

  get lastOfRun(): number | undefined {
    return this.#lines.scored.lastOfRun;
  }

  get stepCount(): number {
    return this.#lines.scored.count;
  }

  get end(): RunFileEnd | undefined {
    return this.#lines.end;
  }

  get result(): RunFileResult | undefined {
    return this.#lines.result;
  }

  async lastResult(): Promise<RunFileResult | undefined> {
    const { result, lastResult: line } = this.#lines;
    if (result !== undefined || line === undefined) return result;
    const decoded = await this.#lines.read(line);
    return believed(this.path, line, () => parseLine("result", decoded));
  }

  get wholeBytes(): number {
    return this.#index.wholeBytes;
  }

  get problem(): SteeringError | undefined {
    return this.#lines.problem;
  }

  keyOf(index: number): StepKey {
    const { iteration, step } = this.#lines.scored.step(index);
    return { iteration, step };
  }

  async step(index: number): Promise<RecordedStep> {
    const line = this.#lines.scored.step(index);
    const decoded = await this.#lines.read(line);
    if (this.version === 1) return believed(this.path, line, () => stepOf1(this.header, parseLine1("step", decoded)));
    const selection = this.#lines.scored.selection(index);
    const selected = selection === undefined ? undefined : await this.#lines.read(selection);
    const parsed =
      selection === undefined
        ? undefined
        : await believed(this.path, selection, () => parseLine("selection", selected));
    const looked = await believed(this.path, line, () => parseLine("step", decoded));
    await breath(line.length);
    return believed(this.path, line, () => recordedStep(this.header, looked, parsed));
  }

  async draws(
    { draws }: RecordedStep,
    options?: { readonly most?: number },
  ): Promise<Pick<StepDraws, "rewards"> & Partial<StepDraws>> {
    if ("rewards" in draws) return draws;
    return decodeDraws(await this.#sample(draws, "The draws of that step are"), options);
  }

  async picture(source: PictureSource): Promise<Uint8Array> {
    if ("base64" in source) return Buffer.from(source.base64, "base64");
    return this.#sample(source, "That picture is");
  }

  async state(place: BytePlace): Promise<Uint8Array | undefined> {
    return this.#files.states === undefined ? undefined : readBytes(this.#files.states, place);
  }

  async reference(iteration: number, group = 0): Promise<ReferencePath | undefined> {
    // What was written anew counts.
    for (const line of this.#lines.references(iteration)) {
      const decoded = await this.#lines.read(line);
      const {
        group: own = 0,
        particle,
        since,
        states,
        at,
      } = await believed(this.path, line, (): RunFileReference => parseLine("reference", decoded));
      if (own !== group) continue;
      if (states === undefined) return { particle, since, places: undefined };
      return { particle, since, places: await believed(this.path, line, () => pathPlaces(states, at)) };
    }
    return undefined;
  }

  refresh(): Promise<void> {
    // One after the other: a turn that begins while another is under way must not count lines twice.
    this.#refreshing = this.#refreshing.catch(() => undefined).then(() => this.#grow());
    return this.#refreshing;
  }

  async standing(): Promise<Standing> {
    const [now, opened] = await Promise.all([stat(this.path).catch(noFile), this.#files.lines.stat()]);
    if (now === undefined) return "gone";
    const { size } = this.#index;
    const isThisFile = now.ino === opened.ino && now.dev === opened.dev && now.size >= this.#index.wholeBytes;
    // Whoever adds to a run adds bytes: another time with no more of them is another content.
    if (!isThisFile || (now.size === size && now.mtimeMs !== this.#changed)) return "other";
    return (await readBytes(this.#files.lines, this.#mark)) === undefined ? "other" : "same";
  }

  onDidChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    const { lines, states, samples } = this.#files;
    await Promise.all([lines, states, samples].map(async (file) => file?.close()));
  }

  async #grow(): Promise<void> {
    const before = this.#index.count;
    const { size, mtimeMs } = await this.#files.lines.stat();
    await this.#index.extend(this.#files.lines, size);
    this.#changed = mtimeMs;
    await this.#lines.take();
    if (this.#index.count > before) for (const listener of this.#listeners) listener();
  }

  async #sample(place: BytePlace, what: string): Promise<Uint8Array> {
    const bytes = this.#files.samples === undefined ? undefined : await readBytes(this.#files.samples, place);
    if (bytes !== undefined) return bytes;
    throw new SteeringError(
      "run-file",
      `${what} damaged or missing in ${samplesPath(this.path)}. Copy that file beside the run's, or run again.`,
    );
  }
}

/** A path through links in a circle, or through what may not be entered, leads somewhere all the same. */
function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}

/** @param at the steps that the states are of; absent: all */
function pathPlaces(
  states: NonNullable<RunFileReference["states"]>,
  at: readonly number[] | undefined,
): (BytePlace | undefined)[] {
  const places = placesOf(states, states.of.length);
  if (at === undefined) return places;
  checkLengths(places.length, { "the steps of its states": at });
  const last = at.at(-1) ?? -1;
  if (last > maxSteps || at.some((step, i) => i > 0 && step <= at[i - 1]!))
    throw new Error("its steps are in no order");
  const path = Array.from({ length: last + 1 }, (): BytePlace | undefined => undefined);
  places.forEach((place, i) => {
    path[at[i]!] = place;
  });
  return path;
}

async function markOf(file: FileHandle, { offset, length }: LinePlace): Promise<BytePlace> {
  const buffer = Buffer.alloc(length);
  await fill(buffer, file, offset);
  return [offset, length, crc32(buffer)];
}

/** Format 1 says it with every particle. A run without a scored step shows nothing of either kind. */
async function modalityOf1(path: string, file: FileHandle, index: LineIndex): Promise<RunFileHeader["modality"]> {
  for (let at = 1; at < index.count; at += 1) {
    if (at % linesATurn === 0) await setImmediate();
    const line = index.at(at)!;
    if (line.kind !== "step") continue;
    const decoded = await readLine(file, path, line);
    return (await believed(path, line, () => parseLine1("step", decoded))).particles[0]?.modality ?? "text";
  }
  return "text";
}
