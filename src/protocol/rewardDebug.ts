/** A reward that is looked into by a debugger while it scores one kept sample. Types, and what is said of it. Pure. */
import type { RewardChoice } from "./specification.ts";

export interface DebugRequest {
  readonly id: string;
  /** A file. Its weight counts for nothing. */
  readonly reward: RewardChoice;
  /** The run whose sample it is, and which: as it was scored last. */
  readonly runFile: string;
  readonly particle: number;
}

export interface DebugReport {
  readonly name: string;
  readonly score: number;
  readonly log: readonly string[];
}

/** The reward's process waits for a debugger. */
export interface InspectedReward {
  /** Of its inspector: a WebSocket on 127.0.0.1, with a name that nobody guesses. */
  readonly address: string;
  /** False: this Node can open an inspector only where files are open to the process, too. */
  readonly filesClosed: boolean;
}

/** What is not limited while a reward is debugged, in a sentence. */
export function notLimited({ address, filesClosed }: InspectedReward): string {
  const open = filesClosed ? "" : ", and Node's permission model does not close files to it";
  return `While it is debugged, the reward has no time limit, and programs of this machine that find ${hostOf(address)} can look into its process${open}. It ends with the call.`;
}

function hostOf(address: string): string {
  return new URL(address).host;
}
