import { describe, expect, it } from "vitest";
import { goneOnWords, refusedGoingOn } from "../../../src/protocol/goOn.ts";

const done = { status: "done", groups: [{}], particles: [{}, {}] };

describe("a shown run", () => {
  it("can go on where it came to its end with populations of two particles or more, and nobody voted", () => {
    expect(refusedGoingOn(done)).toBeUndefined();
    const islands = { groups: [{}, {}], particles: [{}, {}, {}, {}] };
    expect(refusedGoingOn({ ...done, ...islands, isVoted: false })).toBeUndefined();
  });

  it.each([
    [{ status: "stopped" }, /came to its end/u],
    [{ groups: [{}, {}] }, /2 particles or more/u],
    [{ isVoted: true }, /Save the votes as a reward/u],
    [{ particles: [{}] }, /2 particles or more/u],
  ])("cannot else, and says what to do: %o", (change, sentence) => {
    expect(refusedGoingOn({ ...done, ...change })).toMatch(sentence);
  });
});

describe("what became of going on", () => {
  const gone = {
    first: 1,
    iterations: 4,
    forwardPasses: 1200,
    seconds: 3,
    until: { kind: "seconds", seconds: 120 },
  } as const;

  it("says what was spent and why it ended, and a mean only where it has one", () => {
    expect(goneOnWords({ ...gone, ending: "no-better" })).toMatch(
      /^Went on for 2 min 0 s: 4 iterations \(1 to 4\), 1[^\d]?200 forward passes, 3\.0 s; it got no better any more\.$/u,
    );
    const mean = { mean: 0.5, interval: [0.4, 0.6], iterations: 9 } as const;
    expect(goneOnWords({ ...gone, until: { kind: "interval", width: 0.2 }, ending: "reached", mean })).toMatch(
      /it came to that\. The mean reward over 9 iterations is 0\.500, 90 % interval 0\.400 to 0\.600\.$/u,
    );
  });
});
