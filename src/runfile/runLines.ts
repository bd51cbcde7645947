/** What the lines of a run file come to, as they come: which steps count, what the person was told, how the run ended, where it cannot be read further. */
import type { FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { messageOf, SteeringError } from "../errors.ts";
import type { RunFileContinuation, RunFileEnd, RunFilePilot, RunFileResult } from "./format.ts";
import { endOf1, resultOf1, type End1 } from "./format1.ts";
import { linesATurn } from "./limits.ts";
import type { LineIndex, LinePlace } from "./lineIndex.ts";
import { parseLine, parseLine1 } from "./parseLine.ts";
import { damagedLine, readLine } from "./readLine.ts";
import { ScoredLines } from "./scoredLines.ts";

/** More are not told. */
const mostWarnings = 1000;

export interface RunLinesOptions {
  /** For messages. */
  readonly path: string;
  readonly file: FileHandle;
  /** The version of the file's format. */
  readonly version: number;
  readonly index: LineIndex;
}

export class RunLines {
  readonly scored: ScoredLines;
  readonly #options: RunLinesOptions;
  readonly #warnings: string[] = [];
  /** Indices of lines, by the iteration that follows the paths. */
  readonly #references = new Map<number, number[]>();
  #pilot: RunFilePilot | undefined;
  #continuation: RunFileContinuation | undefined;
  #end: RunFileEnd | undefined;
  #result: RunFileResult | undefined;
  #lastResult: LinePlace | undefined;
  #problem: SteeringError | undefined;
  #taken = 1;

  constructor(options: RunLinesOptions) {
    this.#options = options;
    this.scored = new ScoredLines(options.path, options.index);
  }

  get pilot(): RunFilePilot | undefined {
    return this.#pilot;
  }

  get continuation(): RunFileContinuation | undefined {
    return this.#continuation;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  get end(): RunFileEnd | undefined {
    return this.#end;
  }

  get result(): RunFileResult | undefined {
    return this.#result;
  }

  /** Of the last time that the run was at its end, also where it has gone on since. */
  get lastResult(): LinePlace | undefined {
    return this.#lastResult;
  }

  /** Why nothing is taken from some line on. */
  get problem(): SteeringError | undefined {
    return this.#problem;
  }

  /** Of the paths that an iteration follows, the one that was written last first. */
  references(iteration: number): readonly LinePlace[] {
    return (this.#references.get(iteration) ?? []).toReversed().map((index) => this.#options.index.at(index)!);
  }

  /** Parsed, and not looked at. Throws `run-file` as `readLine` does. */
  read(line: LinePlace): Promise<unknown> {
    return readLine(this.#options.file, this.#options.path, line);
  }

  /** Sorts the lines that are new; the first that is none of a run's ends it. Of what can be there once, the last counts. */
  async take(): Promise<void> {
    const last = new Map<LinePlace["kind"], LinePlace>();
    const { index, path } = this.#options;
    for (; this.#taken < index.count && this.#problem === undefined; this.#taken += 1) {
      const line = index.at(this.#taken)!;
      const reading = this.#takeLine(line, last);
      // A million lines are not waited for one by one.
      if (reading !== undefined) await reading;
      if (this.#taken % linesATurn === 0) await setImmediate();
    }
    for (const line of last.values()) await this.#attempt(line, () => this.#takeOnly(line));
    if (this.#result !== undefined && this.#continuation !== undefined)
      this.scored.forgetAfter(this.#result.iterations.at(-1)?.iteration ?? 0);
    if (index.isFull) this.#problem ??= damagedLine(path, index.count, "there are too many lines");
  }

  async #attempt(line: LinePlace, task: () => void | Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#refuse(line, error);
    }
  }

  #sort(line: LinePlace, task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#refuse(line, error);
    }
  }

  #refuse({ number }: LinePlace, error: unknown): void {
    this.#problem ??=
      error instanceof SteeringError ? error : damagedLine(this.#options.path, number, messageOf(error));
  }

  /** A promise where the line itself must be read, as of a warning. */
  #takeLine(line: LinePlace, last: Map<LinePlace["kind"], LinePlace>): Promise<void> | undefined {
    const { number, kind, iteration } = line;
    if (kind !== "end" && kind !== "result") this.#goOn(last);
    switch (kind) {
      case "step":
        this.#sort(line, () => this.scored.addStep(line));
        return undefined;
      case "selection":
        this.#sort(line, () => this.scored.addSelection(line));
        return undefined;
      case "reference":
        this.#references.set(iteration, this.#references.get(iteration) ?? []);
        this.#references.get(iteration)!.push(number - 1);
        return undefined;
      case "continuation":
        return this.#attempt(line, async () => {
          this.#continuation = parseLine("continuation", await this.read(line));
        });
      case "warning":
        if (this.#warnings.length >= mostWarnings) return undefined;
        return this.#attempt(line, async () => {
          this.#warnings.push(parseLine("warning", await this.read(line)).message);
        });
      case "pilot":
      case "result":
      case "end":
        if (kind === "result") this.#lastResult = line;
        last.set(kind, line);
        return undefined;
      default:
        this.#refuse(line, new Error(kind === "too long" ? "it is too long" : "its kind is not known"));
        return undefined;
    }
  }

  /** Whatever follows an end was written by a run that was resumed. */
  #goOn(last: Map<LinePlace["kind"], LinePlace>): void {
    this.#end = undefined;
    this.#result = undefined;
    last.delete("end");
    last.delete("result");
  }

  async #takeOnly(line: LinePlace): Promise<void> {
    const decoded = await this.read(line);
    const isFormat1 = this.#options.version === 1;
    if (line.kind === "result") this.#result = parseLine("result", decoded);
    else if (line.kind === "pilot")
      this.#pilot = isFormat1 ? parseLine1("pilot", decoded) : parseLine("pilot", decoded);
    else if (isFormat1) this.#takeEnd1(parseLine1("end", decoded));
    else this.#end = parseLine("end", decoded);
  }

  #takeEnd1(end: End1): void {
    if (end.outcome === "done") this.#result = resultOf1(end);
    this.#end = endOf1(end);
  }
}
