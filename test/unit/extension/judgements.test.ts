import { describe, expect, it } from "vitest";
import { abortError, SteeringError } from "../../../src/errors.ts";
import { Judgements } from "../../../src/extension/sessions/judgements.ts";
import type { Judgement } from "../../../src/protocol/replay.ts";

const run = { id: "/a.fkrun", forwardPasses: 8 };
const choice = (name: string) => ({ source: { kind: "builtin", name }, weight: 1, parameters: {} }) as const;

function harness() {
  const calls: { readonly resolve: (one: Judgement) => void; readonly reject: (error: unknown) => void }[] = [];
  const judgements = new Judgements(
    (_, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ resolve, reject });
        signal.addEventListener("abort", () => reject(abortError()));
      }),
  );
  return { judgements, calls };
}

describe("judgements", () => {
  it("are those of the reward that was asked last, of the particles that the run has now", async () => {
    const { judgements, calls } = harness();
    expect(judgements.of(run)).toBeUndefined();
    const first = judgements.ask(run, choice("length"));
    expect(judgements.of(run)).toEqual({ reward: "length", isRunning: true });
    const second = judgements.ask(run, choice("readability"));
    await first;
    calls[1]!.resolve({ reward: "readability", scores: [1, 2] });
    await second;
    expect(judgements.of(run)).toEqual({ reward: "readability", isRunning: false, scores: [1, 2] });
    // It has gone on since.
    expect(judgements.of({ ...run, forwardPasses: 16 })).toBeUndefined();
  });

  it("say why there is none", async () => {
    const { judgements, calls } = harness();
    const asked = judgements.ask(run, choice("length"));
    calls[0]!.reject(new SteeringError("run-file", "Its samples are gone."));
    await asked;
    expect(judgements.of(run)).toEqual({ reward: "length", isRunning: false, problem: "Its samples are gone." });
  });
});
