import { describe, expect, it } from "vitest";
import { refusedStrength, rewardedAnew, reweighed, weightedMean } from "../../../src/steering/reweighing.ts";

/** Six outcomes of a model, each of which a particle stands for: what is estimated is then what is true. */
const law = [0.3, 0.25, 0.2, 0.15, 0.07, 0.03];
const rewards = [-1, 0.25, 0.5, -0.5, 1, 1.5];
const strength = 1.5;

function truth(at: number) {
  const tilted = law.map((p, n) => p * Math.exp(at * rewards[n]!));
  const z = tilted.reduce((sum, weight) => sum + weight, 0);
  const weights = tilted.map((weight) => weight / z);
  const divergence = weights.reduce((sum, weight, n) => sum + weight * Math.log(weight / law[n]!), 0);
  return { logZ: Math.log(z), weights, meanReward: weightedMean(weights, rewards), divergence };
}

const run = { strength, rewards, weights: truth(strength).weights, logZ: truth(strength).logZ };

describe("a re-weighed run", () => {
  it.each([-2, 0, 0.5, 1.5, 4])(
    "has the weights, log Z, mean reward and distance from the model of λ = %d",
    (other) => {
      const found = reweighed(run, other);
      const { logZ, weights, meanReward, divergence } = truth(other);
      weights.forEach((weight, n) => expect(found.weights[n]).toBeCloseTo(weight, 12));
      expect(found.logZ).toBeCloseTo(logZ, 12);
      expect(found.meanReward).toBeCloseTo(meanReward, 12);
      expect(found.divergence).toBeCloseTo(divergence, 12);
      expect(found.ess).toBeCloseTo(1 / weights.reduce((sum, weight) => sum + weight ** 2, 0), 9);
    },
  );

  it("is the run itself at its own strength, and overflows nowhere", () => {
    const same = reweighed(run, strength);
    expect(same.logZ).toBeCloseTo(run.logZ, 12);
    expect(reweighed(run, 1e6)).toMatchObject({ ess: 1, meanReward: 1.5 });
    expect(reweighed({ ...run, strength: 1e300 }, -1e300).ess).toBe(1);
  });

  it("leaves at weight 0 what a hard constraint forbids, and says of λ′ that would need it why there is none", () => {
    const forbidden = { strength, rewards: [1, -Infinity, 0], weights: [0.75, 0, 0.25], logZ: 0 };
    const found = reweighed(forbidden, 3);
    expect(found.weights[1]).toBe(0);
    expect(found.meanReward).toBeGreaterThan(0.75);
    expect(refusedStrength(forbidden, 3)).toBeUndefined();
    expect(refusedStrength(forbidden, 0)).toMatch(/^Without steering/u);
    expect(refusedStrength(forbidden, -1)).toMatch(/^A strength of the other sign/u);
    expect(refusedStrength(run, 0)).toBeUndefined();
    const unsteered = { strength: 0, rewards: [1, -Infinity], weights: [0.5, 0.5], logZ: 0 };
    expect(refusedStrength(unsteered, 2)).toBeUndefined();
    expect([...reweighed(unsteered, 2).weights]).toEqual([1, 0]);
    expect([...reweighed(unsteered, 0).weights]).toEqual([0.5, 0.5]);
  });

  it("has the law of another reward at the same strength, where nothing comes back that was forbidden", () => {
    const now = [0.5, 1, -1, 0, 0.25, 1];
    const tilted = law.map((p, n) => p * Math.exp(strength * now[n]!));
    const z = tilted.reduce((sum, weight) => sum + weight, 0);
    const found = rewardedAnew(run, now);
    tilted.forEach((weight, n) => expect(found.weights[n]).toBeCloseTo(weight / z, 12));
    expect(found.logZ).toBeCloseTo(Math.log(z), 12);
    const forbidden = { strength, rewards: [1, -Infinity, 0], weights: [0.75, 0, 0.25], logZ: 0 };
    expect([...rewardedAnew(forbidden, [-Infinity, 5, 0]).weights]).toEqual([0, 0, 1]);
    expect([...rewardedAnew({ ...run, strength: 0 }, now).weights]).toEqual(
      run.weights.map((weight) => expect.closeTo(weight, 12)),
    );
  });

  it("has no particle left where none was", () => {
    const none = { strength, rewards: [-Infinity, -Infinity], weights: [0, 0], logZ: -Infinity };
    expect(reweighed(none, 2)).toMatchObject({ ess: 0, logZ: -Infinity });
    expect(weightedMean([0, 0], [1, 2])).toBeNaN();
  });
});
