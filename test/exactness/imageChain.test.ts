/** Image schedulers under steering: the same unbiased estimates, against the closed form of each scheduler's own chain. */
import { describe, expect, it } from "vitest";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { defaultPolicy, zScores } from "./estimates.ts";
import {
  type ChainOptions,
  dataDeviation,
  dataMean,
  imageChain,
  shadeReward,
  shadeStatistics,
  withHistoryBySlot,
} from "./imageChain.ts";
import { worst } from "./zScore.ts";

const strength = 2;
const diffusions: readonly (ChainOptions & { readonly name: string })[] = [
  { name: "DDPM", choice: { kind: "ddpm" }, steps: 8, parametrisation: "epsilon" },
  { name: "DDIM with η = 1", choice: { kind: "ddim", eta: 1 }, steps: 8, parametrisation: "v_prediction" },
  { name: "DDIM with η = 0.5", choice: { kind: "ddim", eta: 0.5 }, steps: 8, parametrisation: "epsilon" },
  { name: "Euler ancestral", choice: { kind: "euler-ancestral" }, steps: 8, parametrisation: "epsilon" },
  {
    name: "Euler ancestral, linspace",
    choice: { kind: "euler-ancestral" },
    steps: 7,
    parametrisation: "v_prediction",
    spacing: "linspace",
  },
  { name: "DPM++ SDE of order 2", choice: { kind: "dpm++-sde" }, steps: 8, parametrisation: "epsilon" },
  { name: "LCM", choice: { kind: "lcm" }, steps: 5, parametrisation: "epsilon" },
  { name: "stochastic flow", choice: { kind: "flow-match", stochastic: true }, steps: 8, parametrisation: "flow" },
];
const policies: readonly Partial<SteeringPolicy>[] = [
  {},
  { potential: "max", resampling: "always" },
  { potential: "sum", strength: 1, schedule: { kind: "every", every: 3 } },
  { tempering: { kind: "adaptive", essFraction: 0.8 }, resampler: "ssp" },
];
/** Every scheduler under two policies, neighbours under different ones. */
const grid = diffusions.flatMap((options, i) =>
  [i, i + 1].map((p) => ({ options, policy: { ...defaultPolicy, strength, ...policies[p % policies.length] } })),
);

describe("image schedulers", () => {
  it.each(grid.map((each) => ({ ...each, name: each.options.name, potential: each.policy.potential })))(
    "$name is steered without bias: $potential",
    async ({ options, policy }) => {
      const chain = imageChain(options);
      const statistics = shadeStatistics(chain, policy.strength);
      const scores = await zScores(chain.process, shadeReward, policy, statistics, { particles: 8, runs: 400 });
      expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
    },
  );

  it.each(diffusions.filter(({ choice }) => ["ddpm", "ddim", "euler-ancestral", "dpm++-sde"].includes(choice.kind)))(
    "$name nears the data's own law as it takes more steps",
    (options) => {
      const errors = [10, 40, 160].map((steps) => {
        const { mean, deviation } = imageChain({ ...options, steps });
        return Math.abs(mean - dataMean) + Math.abs(deviation - dataDeviation);
      });
      expect(errors).toStrictEqual(errors.toSorted((a, b) => b - a));
      // What remains is what the noisiest timestep still shows of the data.
      expect(errors.at(-1)).toBeLessThan(0.03);
    },
  );

  it("8. rejects a scheduler's history that is not gathered with its particle", async () => {
    const chain = imageChain({ choice: { kind: "dpm++-sde" }, steps: 40, parametrisation: "epsilon" });
    const policy = { ...defaultPolicy, strength: 3, resampling: "always" } as const;
    const statistics = shadeStatistics(chain, policy.strength);
    const size = { particles: 8, runs: 700 };
    const right = worst(await zScores(chain.process, shadeReward, policy, statistics, size));
    const wrong = worst(await zScores(withHistoryBySlot(chain.process), shadeReward, policy, statistics, size));
    expect(Math.abs(right)).toBeLessThan(4.5);
    expect(Math.abs(wrong)).toBeGreaterThan(4.5);
  });
});
