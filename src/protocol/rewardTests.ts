/** A reward's fixtures as tests: what is asked of the engine, and how each came out. */
import type { SourceLocation } from "../errors.ts";

export interface TestRewardRequest {
  /** Absolute path of the reward file. */
  readonly path: string;
  /** Indices of the fixtures to run; all where it is absent. */
  readonly fixtures?: readonly number[];
}

export interface FixtureResult {
  /** In the reward's own list. */
  readonly index: number;
  readonly name: string;
  readonly passed: boolean;
  /** "at least 0.5"; of an order what the better text has to beat. */
  readonly expected: string;
  /** The score, or why there is none. */
  readonly actual: string;
  /** One sentence that says how it came out. */
  readonly message: string;
  /** Where the reward threw; else where the fixture stands, if that can be seen in the file. */
  readonly location: SourceLocation | undefined;
  readonly milliseconds: number;
}

export interface RewardTestReport {
  readonly reward: string;
  readonly path: string;
  /** In the order of the reward's list. */
  readonly fixtures: readonly FixtureResult[];
  /** Absolute paths of the files that it was compiled from, itself among them. */
  readonly inputs: readonly string[];
  /** What the reward logged. */
  readonly log: readonly string[];
}
