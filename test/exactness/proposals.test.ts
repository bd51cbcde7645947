/** Each way of revealing text: the real process has exactly the law of its kernel, and is steered without bias for it. */
import { describe, expect, it } from "vitest";
import { ancestral } from "../../src/diffusion/proposals/ancestral.ts";
import type { TextState } from "../../src/diffusion/textState.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { steer } from "../../src/steering/steer.ts";
import { chiSquareZ } from "./chiSquare.ts";
import { guessLaw, stateCount, withDigit } from "./enumerableChain.ts";
import { defaultPolicy, signal, zScores } from "./estimates.ts";
import { lawOf, maskedChain, maskedPlaces, onTokens, rewards, stateOf, table, textReward } from "./maskedChain.ts";
import { statisticsOf } from "./target.ts";
import { klassKernel, mistaken, planningKernel, proposalCases, proposalPolicy } from "./textProposals.ts";
import { worst } from "./zScore.ts";

describe.each(proposalCases)("$name", ({ proposal, kernel, steps, temperature = 1 }) => {
  const law = lawOf(kernel, steps);
  const process = maskedChain(steps, temperature, proposal);

  it("has the law of its kernel", async () => {
    expect(law.reduce((sum, p, state) => (maskedPlaces(state).length === 0 ? sum + p : sum), 0)).toBeCloseTo(1, 9);
    expect(chiSquareZ(await outcomes(process, steps), law)).toBeLessThan(4);
  });

  it("is steered without bias", async () => {
    const statistics = onTokens(statisticsOf(law, rewards, proposalPolicy.strength));
    const scores = await zScores(process, textReward, proposalPolicy, statistics, { particles: 8, runs: 400 });
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });
});

/** Final states of unsteered particles, counted. */
async function outcomes(process: ReturnType<typeof maskedChain>, steps: number): Promise<number[]> {
  const counts = Array.from({ length: stateCount }, () => 0);
  const policy = { ...defaultPolicy, strength: 0, schedule: { kind: "steps", steps: [steps] } } as const;
  const options = { groups: [{ key: "g", particles: 6000 }], random: createRandomStreams(2), signal };
  for await (const { step, cloud } of steer(process, textReward, policy, options)) {
    if (step < steps) continue;
    for (const state of cloud.states) counts[stateOf(state.tokens)]! += 1;
  }
  return counts;
}

describe("the test of a law rejects", () => {
  const named = (name: string) => proposalCases.find((one) => one.name.startsWith(name))!;

  it.each([
    ["a confidence at the temperature of the draw", "confidence threshold", mistaken.threshold],
    ["n (1 − c_n) in place of (n + 1)(1 − c_n)", "factor rule", mistaken.factor],
    ["a bound on the sum of all entropies", "entropy-bounded", mistaken.entropies],
    ["places that are never steady", "KLASS", klassKernel(0.3, 0.5, 99)],
    ["places that are steady from the start", "KLASS", klassKernel(0.3, 0.5, 0)],
    ["KL the other way round", "KLASS", klassKernel(0.3, 0.5, 1, true)],
    ["what is written never masked again", "P2, η = 1", planningKernel(0)],
    ["η left out", "P2, η = 2.5", planningKernel(1)],
  ])("%s", async (_, name, kernel) => {
    const { proposal, steps, temperature = 1 } = named(name);
    const counts = await outcomes(maskedChain(steps, temperature, proposal), steps);
    expect(chiSquareZ(counts, lawOf(kernel, steps))).toBeGreaterThan(5);
  });
});

describe("x̂₀", () => {
  it("is drawn place by place from the denoiser, known places copied", async () => {
    const process = maskedChain(3, 1, ancestral());
    const random = createRandomStreams(8);
    // The middle place is known to be token 2.
    const known = process.revive(process.encode(withMiddle(process.initial([{ group: "g", index: 0 }], random)[0]!)));
    const [prediction] = await process.predict([known], 1, signal);
    const view = { slot: { group: "g", index: 0 }, state: known, prediction: prediction! };
    const [samples] = await process.decode([view], 1, 8000, random, signal);
    const counts = Array.from({ length: stateCount }, () => 0);
    for (const { text } of samples!) counts[stateOf(Int32Array.from(text, (letter) => " abc".indexOf(letter)))]! += 1;
    expect(chiSquareZ(counts, guessLaw(table, withDigit(0, 1, 2)))).toBeLessThan(4);
  });
});

const withMiddle = (state: TextState): TextState => ({ ...state, tokens: state.tokens.with(1, 2) });

describe("the laws", () => {
  it("differ, so that a mix-up would show", () => {
    const distance = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, p, i) => sum + Math.abs(p - b[i]!), 0) / 2;
    const laws = proposalCases
      .filter(({ name }) => name !== "remasking of nothing")
      .map(({ kernel, steps }) => lawOf(kernel, steps));
    laws.forEach((law, i) => {
      for (const other of laws.slice(i + 1)) {
        // With more steps than places, first-hitting only waits: its law stays the same.
        if (law === laws[1] && other === laws[3]) expect(distance(law, other)).toBeLessThan(1e-12);
        else expect(distance(law, other)).toBeGreaterThan(0.005);
      }
    });
  });
});
