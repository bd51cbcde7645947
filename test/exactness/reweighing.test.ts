/** Another strength by importance weights estimates what runs with that strength would: Ẑ′ and Ẑ′ Σ W′ f are unbiased. */
import { describe, expect, it } from "vitest";
import { reweighed } from "../../src/steering/reweighing.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, lastRecord } from "./estimates.ts";
import { statisticsOf } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

const chain = enumerableChain();
const strength = 1;
const runs = 1500;

/** z of the estimates at λ′, from runs at λ; `tilt` is what λ′ − λ is taken for. */
async function scores(other: number, tilt: number): Promise<number[]> {
  const statistics = statisticsOf(chain.law, chain.rewards, other);
  const samples = statistics.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const { scoring, cloud } = await lastRecord(chain.process, chain.reward, { ...defaultPolicy, strength }, 12, seed);
    const { values: rewards, weights, groups } = scoring!;
    const found = reweighed({ strength, rewards, weights, logZ: groups[0]!.logZ }, strength + tilt);
    statistics.forEach(({ f }, i) => {
      const mean = cloud.states.reduce((sum, state, n) => sum + found.weights[n]! * f(state), 0);
      samples[i]!.add(Math.exp(found.logZ) * mean);
    });
  }
  return samples.map((sample, i) => sample.z(statistics[i]!.exact));
}

describe("a run that is re-weighed", () => {
  it.each([0, 0.5, 1.6])("estimates λ′ = %d without bias, and would not by the whole of it", async (other) => {
    const own = await scores(other, other - strength);
    expect(Math.abs(worst(own)), own.join(" ")).toBeLessThan(4);
    // The mistake: the weights have λ r in them already.
    expect(Math.abs(worst(await scores(other, other)))).toBeGreaterThan(6);
  });
});
