/** What a run's votes teach: a reward that a person can keep, as files. Types only. */

export interface TeachRequest {
  readonly runFile: string;
  /** The reward's name: its file is `<name>.reward.ts`, with `<name>.votes.json` beside it. */
  readonly name: string;
  /** Of images: the name of a CLIP's folder in a model folder; absent: the first that is there, if one is. */
  readonly clip?: string | undefined;
}

export interface TeachReport {
  /** To be written beside each other, and never over another file. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** What the votes were learned by, in words. */
  readonly by: string;
  readonly pauses: number;
  readonly pairs: number;
  /** How well it ranks what it was not learned from, in a sentence. */
  readonly sentence: string;
  readonly heldOut: { readonly right: number; readonly of: number } | undefined;
}
