/** Which lines of a run file are scored steps that count, and their selections, as the lines come. Reads none. */
import { SteeringError } from "../errors.ts";
import type { LineIndex, LinePlace } from "./lineIndex.ts";

export class ScoredLines {
  readonly #path: string;
  readonly #index: LineIndex;
  /** Indices of lines: each step's, and that of its selection. Plain arrays: a map of half a million entries grows in turns that are felt. */
  readonly #steps: number[] = [];
  readonly #selections: (number | undefined)[] = [];
  #lastOfRun: number | undefined;

  /** @param path for messages */
  constructor(path: string, index: LineIndex) {
    this.#path = path;
    this.#index = index;
  }

  get count(): number {
    return this.#steps.length;
  }

  /** Index of the last scored step of the run itself, before its refinements; undefined where there is none. */
  get lastOfRun(): number | undefined {
    return this.#lastOfRun;
  }

  /** Throws for a line that does not say which step it is. A step that comes again was gone back to: what the run had from there on counts no more. */
  addStep(line: LinePlace): void {
    const { number, iteration, step } = line;
    if (iteration < 0 || step < 0) throw new Error("it does not say which step it is");
    this.#forgetWhile(
      (before) => before.iteration > iteration || (before.iteration === iteration && before.step >= step),
    );
    this.#steps.push(number - 1);
    this.#selections.push(undefined);
    if (iteration === 0) this.#lastOfRun = this.#steps.length - 1;
  }

  /** Throws for the selection of another step than the last. */
  addSelection({ number, iteration, step }: LinePlace): void {
    const before = this.#lineAt(this.#steps.length - 1);
    if (before?.iteration !== iteration || before.step !== step) throw new Error("it belongs to no step");
    this.#selections[this.#steps.length - 1] = number - 1;
  }

  /** An iteration that a run had begun when it went on no further is none of what it came to. */
  forgetAfter(iteration: number): void {
    this.#forgetWhile((before) => before.iteration > iteration);
  }

  /** Throws `run-file` where there is no such step. */
  step(index: number): LinePlace {
    const line = this.#lineAt(index);
    if (line !== undefined) return line;
    throw new SteeringError(
      "run-file",
      `${this.#path} has ${this.count} scored steps and none with the number ${index}.`,
    );
  }

  selection(index: number): LinePlace | undefined {
    return this.#index.at(this.#selections[index] ?? -1);
  }

  #lineAt(index: number): LinePlace | undefined {
    return this.#index.at(this.#steps[index] ?? -1);
  }

  #forgetWhile(isForgotten: (line: LinePlace) => boolean): void {
    for (;;) {
      const last = this.#lineAt(this.#steps.length - 1);
      if (last === undefined || !isForgotten(last)) return;
      this.#steps.pop();
      this.#selections.pop();
    }
  }
}
