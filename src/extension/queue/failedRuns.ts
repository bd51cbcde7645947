/** Runs that failed while others waited, or had waited themselves: found with the queue until they are asked for again or let go of. Knows not VS Code. */
import * as v from "valibot";
import type { RunView } from "../../protocol/panel.ts";
import { clip } from "../../protocol/shortText.ts";
import { newRunView } from "../../protocol/runView.ts";
import { parseSpecification } from "../../protocol/specification.ts";
import { Listeners } from "../sessions/listeners.ts";
import { parseAsked, type AskedRun } from "./askedRun.ts";

export interface FailedRun {
  readonly id: string;
  readonly asked: AskedRun;
  /** What it was to be, and the sentence of why it is not: no more is known of it over a reload. */
  readonly view: RunView;
}

/** The oldest are let go of first. */
const mostFailed = 20;

export class FailedRuns {
  readonly #listeners = new Listeners();
  #all: readonly FailedRun[] = [];

  /** The newest last. */
  get all(): readonly FailedRun[] {
    return this.#all;
  }

  get(id: string): FailedRun | undefined {
    return this.#all.find((one) => one.id === id);
  }

  /** Called back when one has come or gone. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** What of the same file had failed before is no longer told. */
  add(failed: FailedRun): void {
    this.#set([...this.#without(failed.id), failed].slice(-mostFailed));
  }

  /** Whether there was such a one. */
  forget(id: string): boolean {
    const left = this.#without(id);
    if (left.length === this.#all.length) return false;
    this.#set(left);
    return true;
  }

  #without(id: string): FailedRun[] {
    return this.#all.filter((one) => one.id !== id);
  }

  #set(all: readonly FailedRun[]): void {
    this.#all = all;
    this.#listeners.call();
  }
}

/** Characters of a sentence: what a compiler finds can be as long as a file. */
const longestMessage = 1000;

const keptSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1)),
  asked: v.unknown(),
  specification: v.unknown(),
  message: v.string(),
});

/** Without what it had come to: that is in its file, where it has one. Throws where the specification makes no sense. */
export function failedRun(
  asked: AskedRun,
  { id, specification, message }: { readonly id: string; readonly specification: unknown; readonly message: string },
): FailedRun {
  return { id, asked, view: { ...newRunView(id, parseSpecification(specification)), status: "failed", message } };
}

/** As it is kept over a reload. */
export function keptFailure({ id, asked, view: { specification, message } }: FailedRun): object {
  return { id, asked, specification, message: clip(message, longestMessage) };
}

/** What was kept, as far as it can be believed. */
export function parseFailures(kept: unknown): readonly FailedRun[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one): FailedRun[] => {
    const { success, output } = v.safeParse(keptSchema, one);
    const [asked] = success ? parseAsked([output.asked]) : [];
    if (!success || asked === undefined) return [];
    const { id, specification, message } = output;
    try {
      return [failedRun(asked, { id, specification, message })];
    } catch {
      return [];
    }
  });
}
