/** Work that can be put aside: it yields between its pieces, so that whoever does it can let others have a turn. Pure. */

export type InPieces<Result> = Generator<void, Result, void>;

/** All of it at once. */
export function wholly<Result>(work: InPieces<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
