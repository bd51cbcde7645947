/** Runs that wait for a person's votes: on the disk as they wait, going on as they would have, and by what was said. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isPause, votedTarget } from "../../../../src/protocol/pause.ts";
import type { RunRequest } from "../../../../src/protocol/specification.ts";
import type { CastVote } from "../../../../src/protocol/votes.ts";
import { viewOfDocument } from "../../../../src/report/documentView.ts";
import { awaitingStep } from "../../../../src/runfile/awaiting.ts";
import { openRunDocument } from "../../../../src/runfile/document.ts";
import { readRunSummary } from "../../../../src/runfile/summary.ts";
import { toyCase, toyImages, toyRun, toyTexts, type ToyRun } from "../../../support/toyRun.ts";
import { useFolder } from "../../../support/useFolder.ts";
import { readWholeRun, type WholeRun } from "../../../support/wholeRun.ts";

const folder = useFolder();

const cases = [
  toyCase("texts", toyTexts, { pause: "scored" }),
  toyCase("texts of two prompts", toyTexts, { otherPrompts: [" a fox"], pause: "resampling", resampling: "always" }),
  toyCase("texts on two islands, masked again", toyTexts, {
    islands: 2,
    proposal: { kind: "remask-cap", cap: 0.3 },
    potential: "max",
    pause: "scored",
  }),
  toyCase("images", toyImages, { strength: 20, pause: "resampling" }),
];

type Voter = (step: number) => readonly CastVote[];
const nobody: Voter = () => [];

/** Goes on from pause to pause, as often as it takes. */
async function runWith(path: string, { model, request }: (typeof cases)[number], voter: Voter = nobody) {
  const paused: number[] = [];
  for (let resumed = false; ; resumed = true) {
    const step = paused.at(-1);
    const votes = step === undefined ? {} : { votes: { step, votes: voter(step) } };
    try {
      return { paused, last: await toyRun(path, model, request, { resumed, ...votes }) };
    } catch (error) {
      if (!isPause(error)) throw error;
      await using document = await openRunDocument(path);
      expect(document.end).toBeUndefined();
      const waiting = await awaitingStep(document);
      expect(await viewOfDocument(document)).toMatchObject({ status: "paused", step: waiting!.step });
      expect((await readRunSummary(path)).waits).toBe(true);
      paused.push(waiting!.step);
    }
  }
}

/** Everything that a run came to, but for where bytes lie, what it cost, and what it was asked of pauses. */
function comparable({ header, steps, result, end }: WholeRun): object {
  const { pause: _, ...specification } = header.specification;
  return {
    header: { ...header, specification, created: "" },
    end: end?.outcome,
    result: { ...result, seconds: undefined, forwardPasses: undefined },
    steps: steps.map((step) => ({ ...step, states: 0, between: 0, draws: 0, samples: 0, forwardPasses: 0 })),
  };
}

describe.each(cases)("a run of $name that pauses", (each) => {
  const path = (name: string): string => join(folder, `${each.name.replaceAll(" ", "-")}-${name}.fkrun`);

  it("comes out, without votes, as one that does not pause", async () => {
    const { pause: _, ...request } = each.request as RunRequest;
    await toyRun(path("whole"), each.model, request);
    const { paused } = await runWith(path("kept"), each);
    expect(paused.length).toBeGreaterThan(0);
    const [whole, kept] = [await readWholeRun(path("whole")), await readWholeRun(path("kept"))];
    expect(comparable(kept)).toEqual(comparable(whole));
    expect(kept.warnings).not.toContain(votedTarget);
  });

  it("goes on by votes, which it keeps, says, and repeats", async () => {
    const voter: Voter = (step) =>
      step === first
        ? [
            { particle: 1, vote: "kill" },
            { particle: 3, vote: 2 },
          ]
        : [];
    const [first] = (await runWith(path("kept"), each)).paused;
    const { last } = await runWith(path("voted"), each, voter);
    expect((await readRunSummary(path("voted"))).waits).toBe(false);
    expect(last.result.isVoted).toBe(true);
    const voted = await readWholeRun(path("voted"));
    expect(voted.warnings.filter((warning) => warning === votedTarget)).toHaveLength(1);
    expect(voted.result?.isVoted).toBe(true);
    const step = voted.steps.find((one) => one.step === first)!;
    expect(step.ancestors).not.toContain(1);
    expect(step.interventions?.slice(0, 4)).toEqual([0, -Infinity, 0, 2 * Math.LN2]);
    expect(step.groups[0]!.resampled).toBe(true);
    expect(voted.steps.filter(({ interventions }) => interventions !== undefined)).toHaveLength(1);
    const again: ToyRun = await toyRun(path("again"), each.model, each.request, { repeats: path("voted") });
    expect(again.result.repeated).toMatchObject({ isSame: true });
    expect(again.result.isVoted).toBe(true);
  });
});

describe("votes", () => {
  const path = join(folder, "refused.fkrun");
  const vote = (step: number, votes: readonly CastVote[]): Promise<ToyRun> =>
    toyRun(path, toyTexts, { pause: "scored" }, { resumed: true, votes: { step, votes } });

  it("that make no sense are refused, with the file as it was", async () => {
    await expect(toyRun(path, toyTexts, { pause: "scored" })).rejects.toMatchObject({ code: "run-paused" });
    await expect(vote(2, [{ particle: 0, vote: "kill" }])).rejects.toMatchObject({ code: "run-paused" });
    const before = await readFile(path, "utf8");
    const all = Array.from({ length: 6 }, (_, particle) => ({ particle, vote: "kill" as const }));
    await expect(vote(4, all)).rejects.toThrow(/every particle is killed, and nothing would be left to go on with/u);
    await expect(vote(4, [{ particle: 6, vote: 1 }])).rejects.toThrow(/no particle 6 at step 4: they are 0 to 5/u);
    await expect(vote(2, [{ particle: 0, vote: 1 }])).rejects.toThrow(
      /has gone on meanwhile, and waits at step 4 now. Your votes for step 2 were not counted/u,
    );
    expect(await readFile(path, "utf8")).toBe(before);
    // Selections that are made by weights alone keep what was killed, dead.
    const dead = join(folder, "dead.fkrun");
    const request = { pause: "scored", resampling: "never" } as const;
    await expect(toyRun(dead, toyTexts, request)).rejects.toMatchObject({ code: "run-paused" });
    const on = (step: number, one: CastVote): Promise<ToyRun> =>
      toyRun(dead, toyTexts, request, { resumed: true, votes: { step, votes: [one] } });
    await expect(on(2, { particle: 4, vote: "kill" })).rejects.toMatchObject({ code: "run-paused" });
    await expect(on(4, { particle: 4, vote: 1 })).rejects.toThrow(
      /Particle 4 is dead: its weight is 0 already, and a vote \(×2\) cannot bring it back/u,
    );
  });

  it("are asked for of no run that has nowhere to wait, never resamples or is refined", async () => {
    for (const [request, sentence] of [
      [{ pause: "resampling", resampling: "never" }, /it never resamples/u],
      [{ pause: "scored", refine: { iterations: 1 } }, /a refinement asks nobody/u],
    ] as const) {
      await expect(toyRun(join(folder, "no.fkrun"), toyTexts, request)).rejects.toThrow(sentence);
    }
  });

  it("are not waited for where the file cannot hold the particles, and the run says so", async () => {
    const { warnings, events } = await toyRun("/dev/null", toyTexts, { pause: "scored" });
    expect(warnings).toHaveLength(1);
    const told = events.flatMap((event) => (event.kind === "warning" ? [event.message] : []));
    expect(told.filter((message) => /did not pause at step/u.test(message))).toHaveLength(3);
  });
});
