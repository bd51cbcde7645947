/**
 * Mistakes of published implementations (feynman-kac.md lists them), each beside the method: the largest |z| of the same estimates, right and
 * wrong. Number 9 biases nothing and has a test of its own.
 */
import { conditionalMultinomial } from "../../src/steering/resampling/conditional.ts";
import { systematic } from "../../src/steering/resampling/systematic.ts";
import type { RandomStream } from "../../src/steering/random.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { valueOf } from "../../src/steering/value.ts";
import { toyScores } from "./conditionalToy.ts";
import { digit, enumerableChain, guessLaw } from "./enumerableChain.ts";
import { defaultPolicy, signal, zScores } from "./estimates.ts";
import { momentumChain, walkReward, walkStatistics } from "./momentumChain.ts";
import { loopScores, maxPotential, method, type Rules } from "./mutantLoop.ts";
import { statisticsOf } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

/** Each gives the largest |z|. */
export interface Mutant {
  readonly mistake: string;
  readonly right: () => Promise<number>;
  readonly wrong: () => Promise<number>;
}

const runs = 800;
const negative = enumerableChain({ seed: 11, reward: (state) => -1.5 * Math.abs(Math.sin(state)) });
const noisy = enumerableChain({ seed: 11 });
/** Rewards at which exp(λ r) passes 1e10 for every outcome. */
const high = enumerableChain({ seed: 11, reward: (state) => 2.45 + 0.1 * Math.sin(state) });
/** Half of all outcomes are forbidden, and whether one is can only be seen at the end. */
const forbidden = enumerableChain({
  seed: 11,
  hardConstraint: true,
  reward: (state) => ((digit(state, 0) + digit(state, 1) + digit(state, 2)) % 2 === 0 ? 0 : -Infinity),
});

async function largest(chain: typeof noisy, strength: number, rules: Rules, count = runs): Promise<number> {
  const statistics = statisticsOf(chain.law, chain.rewards, strength).filter(({ exact }) => !Number.isNaN(exact));
  return Math.abs(worst(await loopScores(chain, strength, rules, statistics, count)));
}

interface LoopMutant {
  readonly mistake: string;
  readonly chain: typeof noisy;
  readonly right: Rules;
  readonly wrong: Rules;
  readonly strength: number;
  readonly count?: number;
}

/** Rules of the steering loop. */
const loopMutants: readonly LoopMutant[] = [
  {
    mistake: "1. a potential dropped at a step that does not resample",
    chain: noisy,
    right: method,
    wrong: { ...method, carry: () => 0 },
    strength: 2,
  },
  {
    mistake: "2. a last weight by the running max",
    chain: noisy,
    right: { ...method, logPotential: maxPotential },
    wrong: {
      ...method,
      logPotential: (strength: number, _: number, { runningMax }: { runningMax: number }) => strength * runningMax,
    },
    strength: 1.2,
  },
  {
    mistake: "3. a running max that starts at 0 under negative rewards",
    chain: negative,
    right: { ...method, logPotential: maxPotential },
    wrong: {
      ...method,
      firstMax: 0,
      logPotential: (strength: number, _: number, { runningMax }: { runningMax: number }) => strength * runningMax,
    },
    strength: 1.2,
  },
  {
    mistake: "4. a last step that goes through the ESS test",
    chain: noisy,
    right: method,
    wrong: { ...method, testsLast: true },
    strength: 2,
    count: 6000,
  },
  {
    mistake: "5. linear weights clamped at 1e10",
    chain: high,
    right: method,
    wrong: {
      ...method,
      logPotential: (strength: number, value: number, { paid }: { paid: number }) =>
        Math.log(Math.min(Math.exp(strength * value), 1e10)) - paid,
    },
    strength: 10,
  },
  {
    mistake: "6. x̂₀ of x_t scored for x_{t−1}",
    chain: noisy,
    right: method,
    wrong: { ...method, looksAt: "parent" as const },
    strength: 2,
  },
  {
    mistake: "10. a hard constraint on noisy predictions",
    chain: forbidden,
    right: method,
    wrong: { ...method, floor: (value: number) => value },
    strength: 1,
  },
];

/** mean exp(λ r(x̂₀)) over draws is unbiased for its expectation under the denoiser, and exp(λ v) is that mean. */
async function drawsScore(valueOfDraws: (rewards: ArrayLike<number>, strength: number) => number): Promise<number> {
  const strength = 3;
  const guesses = guessLaw(noisy.table, 0);
  const exact = guesses.reduce((sum, p, state) => sum + p * Math.exp(strength * noisy.rewards[state]!), 0);
  const sample = new Sample();
  const view = { slot: { group: "g", index: 0 }, state: 0, prediction: noisy.table[0]! };
  for (let seed = 0; seed < 4000; seed += 1) {
    const [samples] = await noisy.process.decode([view], 0, 3, createRandomStreams(seed), signal);
    const rewards = samples!.map((state) => noisy.rewards[state]!);
    sample.add(Math.exp(strength * valueOfDraws(rewards, strength)));
  }
  return Math.abs(sample.z(exact));
}

async function historyScore(history: "in the state" | "by slot"): Promise<number> {
  const policy = { ...defaultPolicy, strength: 3, resampling: "always" } as const;
  const statistics = walkStatistics(policy.strength);
  return Math.abs(worst(await zScores(momentumChain(history), walkReward, policy, statistics, { particles: 8, runs })));
}

/** One iteration of conditional SMC from exact paths. */
function conditionalScore(
  resampleAround: (weights: Float64Array, random: RandomStream) => Int32Array,
): Promise<number> {
  const address = { purpose: "reference", group: "exact", slot: 0, step: 0 } as const;
  const random = createRandomStreams(1).stream(address);
  return Promise.resolve(Math.abs(worst(toyScores(resampleAround, random, 40_000))));
}

const ofLoop = ({ mistake, chain, right, wrong, strength, count }: LoopMutant): Mutant => ({
  mistake,
  right: () => largest(chain, strength, right, count),
  wrong: () => largest(chain, strength, wrong, count),
});

export const mutants: readonly Mutant[] = [
  ...loopMutants.slice(0, 6).map(ofLoop),
  {
    mistake: "7. λ outside the log-mean-exp over draws",
    right: () => drawsScore(valueOf),
    wrong: () => drawsScore((rewards) => valueOf(rewards, 1)),
  },
  {
    mistake: "8. a scheduler's history that is not gathered with its particle",
    right: () => historyScore("in the state"),
    wrong: () => historyScore("by slot"),
  },
  ...loopMutants.slice(6).map(ofLoop),
  {
    mistake: "11. conditional SMC that pins a place under systematic resampling",
    right: () => conditionalScore(conditionalMultinomial),
    wrong: () => conditionalScore((weights, random) => systematic(weights, weights.length, random).with(0, 0)),
  },
];
