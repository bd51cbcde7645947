import { describe, expect, it } from "vitest";
import { moveOf, movesInTurn, MovesWithin, type Move } from "../../../src/steering/moves.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const random = createRandomStreams(1);
const scored = [4, 8, 12, 16, 20, 24];
const places = { group: "g", begin: 0, scored };
const costOf = (move: Move, begin = 0): number => 24 - (move.kind === "independent" ? begin : move.step);

function movesWithin(budget: number, begin = 0): Move[] {
  const within = new MovesWithin(budget, { ...places, begin }, random);
  const moves: Move[] = [];
  for (;;) {
    const move = within.moveOf(moves.length + 1);
    if (move === undefined) return moves;
    expect(within.spentBefore).toBe(moves.reduce((sum, one) => sum + costOf(one, begin), 0));
    moves.push(move);
  }
}

describe("the moves of a run that goes on", () => {
  it("begin at noise, or at a scored step after which two more come", () => {
    const moves = Array.from({ length: 300 }, (_, i) => moveOf(i + 1, places, random));
    const steps = moves.flatMap((move) => (move.kind === "conditional" ? [move.step] : []));
    expect([...new Set(steps)].toSorted((a, b) => a - b)).toEqual([0, 4, 8, 12, 16]);
    expect(moves.filter(({ kind }) => kind === "independent")).toHaveLength(300 / movesInTurn);
  });

  it("begin where a branch does, at the earliest, and there alone where too few steps are scored", () => {
    for (let iteration = 1; iteration <= 60; iteration += 1) {
      const move = moveOf(iteration, { ...places, begin: 10 }, random);
      if (move.kind === "conditional") expect([10, 12, 16]).toContain(move.step);
      const only = moveOf(iteration, { ...places, scored: [12, 24] }, random);
      if (only.kind === "conditional") expect(only.step).toBe(0);
    }
  });

  it.each([
    [72, 0],
    [71, 0],
    [100, 10],
  ])("last as long as %d steps do, from step %d on, and leave fewer than any takes", (budget, begin) => {
    const moves = movesWithin(budget, begin);
    const spent = moves.reduce((sum, move) => sum + costOf(move, begin), 0);
    expect(spent).toBeLessThanOrEqual(budget);
    expect(budget - spent).toBeLessThan(8);
    // All but the last are those that come without a budget.
    for (const [i, move] of moves.slice(0, -1).entries()) {
      expect(move).toEqual(moveOf(i + 1, { ...places, begin }, random));
    }
  });

  it("are none where nothing can be paid", () => {
    expect(movesWithin(7)).toEqual([]);
  });
});
