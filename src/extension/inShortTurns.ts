/** Work in pieces, a few of them a turn: everybody else in the extension host has theirs between. */
import { performance } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { InPieces } from "../rewards/source/inPieces.ts";

/** Milliseconds of a turn: several such works may have theirs one after the other, and 50 are felt. */
const longest = 8;

export async function inShortTurns<Result>(work: InPieces<Result>): Promise<Result> {
  for (let began = performance.now(); ;) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() - began < longest) continue;
    await setImmediate();
    began = performance.now();
  }
}
