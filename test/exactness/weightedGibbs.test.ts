/** Particle Gibbs with weighted transitions: from exact draws of paths to exact draws. */
import { describe, expect, it } from "vitest";
import type { MaskedTextProcess } from "../../src/diffusion/maskedText.ts";
import type { TextState } from "../../src/diffusion/textState.ts";
import type { Move } from "../../src/steering/moves.ts";
import { particleGibbs } from "../../src/steering/particleGibbs.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { signal } from "./estimates.ts";
import { rewards, stateOf, textReward } from "./maskedChain.ts";
import { weightedCases } from "./weightedTransitions.ts";
import { Sample, worst } from "./zScore.ts";

const runs = 6000;
const highest = Math.max(...rewards);

/** A path of the target by rejection: of the proposal's paths, as many as their factors and their reward say. All factors must be below 1. */
async function exactPath(process: MaskedTextProcess, strength: number, seed: number): Promise<TextState[]> {
  for (let attempt = 0; ; attempt += 1) {
    const random = createRandomStreams(seed * 1000 + attempt + 10 ** 9);
    const slot = { group: "g", index: 0 };
    const path = process.initial([slot], random);
    let log = 0;
    for (let step = 0; step < process.steps; step += 1) {
      const state = path.at(-1)!;
      const [prediction] = await process.predict([state], step, signal);
      const views = [{ slot, state, prediction: prediction! }];
      const { states, logFactors } = await process.transition(views, step, random, signal);
      log += logFactors?.[0] ?? 0;
      path.push(states[0]!);
    }
    log += strength * (rewards[stateOf(path.at(-1)!.tokens)]! - highest);
    expect(log).toBeLessThan(1e-9);
    const drawn = random.stream({ purpose: "reference", group: "accept", slot: 0, step: 0 }).uniform();
    if (drawn < Math.exp(log)) return path;
  }
}

const onPaths: readonly ((path: readonly TextState[]) => number)[] = [
  (path) => rewards[stateOf(path.at(-1)!.tokens)]!,
  ...[1, 2].map((step) => (path: readonly TextState[]) => path[step]!.masked.length),
  ...[0, 1, 2].map((place) => (path: readonly TextState[]) => (path.at(-1)!.tokens[place] === 1 ? 1 : 0)),
];

async function scores(name: string, factorsOfReference: boolean, begins = 1): Promise<number[]> {
  const { process: make, policy: asked } = weightedCases.find((each) => each.name === name)!;
  const policy: SteeringPolicy = { ...asked, resampling: "always" };
  const process = make();
  const used = factorsOfReference ? process : { ...process, logFactorOf: () => -2 };
  const samples = onPaths.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const reference = await exactPath(process, policy.strength, seed);
    const group = { key: "g", particles: 3 };
    const moveOf = (): Move => ({ kind: "conditional", step: seed % begins });
    const shared = { groups: [group], random: createRandomStreams(seed), signal };
    const options = { ...shared, iterations: 1, references: [reference], moveOf };
    for await (const { groups } of particleGibbs(used, textReward, policy, options)) {
      const after = groups[0]!.path as readonly TextState[];
      onPaths.forEach((f, i) => samples[i]!.add(f(after) - f(reference)));
    }
  }
  return samples.map(({ mean, standardError }) => mean / standardError);
}

describe("particle Gibbs with weighted transitions", () => {
  it.each(["power 1.6 without a reward", "4 candidates, max potential"])(
    "moves no average that must stay: %s",
    async (name) => {
      const found = await scores(name, true);
      expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
    },
  );

  it("moves none from a step of the path on, where nothing counts as paid before", async () => {
    const found = await scores("4 candidates, max potential", true, 3);
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it("would, if the reference had other factors than its own", async () => {
    expect(Math.abs(worst(await scores("power 1.6 without a reward", false)))).toBeGreaterThan(4.5);
  });
});
