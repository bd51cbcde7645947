/** What the parts of the form need of it: what it holds, what is wrong there, and ways to change it. Types only. */
import type { Option } from "../controls/option.ts";
import type { Draft } from "./formDraft.ts";

export type ChoiceName = "schedule" | "tempering" | "proposal" | "composition" | "sampler";

export interface FormEditor {
  readonly draft: Draft;
  /** The mistake to show at a field. */
  problem(path: string): string | undefined;
  edit(name: keyof Draft, value: unknown): void;
  /** Another kind of a choice: as it was when it was last left, else as it begins. */
  choose(name: ChoiceName, kind: string, initial: unknown): void;
  /** The names that may stand at a field; undefined: any text. */
  offered(path: string): readonly Option[] | undefined;
  /** Goes to a field, one that the last edit brought included. */
  focus(path: string): void;
}
