/**
 * A steering loop small enough to be wrong in: every rule that published implementations get wrong is a field that a test can replace.
 * With `method` it is the method, and the z-test accepts it.
 */
import { ess } from "../../src/steering/ess.ts";
import { resample } from "../../src/steering/resampling/resample.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { logMeanExp, normalise } from "../../src/steering/weights.ts";
import type { EnumerableChain } from "./enumerableChain.ts";
import { signal } from "./estimates.ts";
import type { Statistic } from "./target.ts";
import { Sample } from "./zScore.ts";

/** What a particle has behind it when its present value has been taken in. */
export interface Past {
  readonly paid: number;
  readonly lastTilt: number;
  /** The present value included. */
  readonly runningMax: number;
}

export interface Rules {
  /** log G. */
  readonly logPotential: (strength: number, value: number, past: Past, isLast: boolean) => number;
  /** What the running max starts from. */
  readonly firstMax: number;
  /** What becomes of a log weight when a step does not resample. */
  readonly carry: (logWeight: number) => number;
  /** Whether the last step goes through the ESS test, and loses its weights if it does not resample. */
  readonly testsLast: boolean;
  /** Whether the x̂₀ that is scored is that of the present state or of the one that it came from. */
  readonly looksAt: "present" | "parent";
  /** What a value enters weights as. */
  readonly floor: (value: number, isLast: boolean) => number;
}

export const method: Rules = {
  logPotential: (strength, value, { lastTilt }) => strength * value - lastTilt,
  firstMax: -Infinity,
  carry: (logWeight) => logWeight,
  testsLast: false,
  looksAt: "present",
  floor: (value, isLast) => (isLast ? value : Math.max(value, -1)),
};

export const maxPotential: Rules["logPotential"] = (strength, value, { runningMax, paid }, isLast) =>
  isLast ? strength * value - paid : strength * runningMax;

interface Particle extends Past {
  readonly state: number;
  readonly logWeight: number;
}

const particles = 8;
const slots = Array.from({ length: particles }, (_, index) => ({ group: "g", index }));

/** One run: Ẑ, weights and final states. Scores every step with one draw, resamples when ESS < 0.7 N. */
export async function runLoop({ process, reward }: EnumerableChain, strength: number, rules: Rules, seed: number) {
  const random = createRandomStreams(seed);
  const weights = new Float64Array(particles);
  let logZ = 0;
  let cloud = process
    .initial(slots, random)
    .map((state): Particle => ({ state, logWeight: 0, paid: 0, lastTilt: 0, runningMax: rules.firstMax }));
  for (let step = 1; step <= process.steps; step += 1) {
    const isLast = step === process.steps;
    const viewsOf = async (states: readonly number[], at: number) => {
      const predictions = await process.predict(states, at, signal);
      return slots.map((slot, n) => ({ slot, state: states[n]!, prediction: predictions[n]! }));
    };
    // 1. move
    const parents = await viewsOf(
      cloud.map(({ state }) => state),
      step - 1,
    );
    const { states } = await process.transition(parents, step - 1, random, signal);
    // 2. look
    const present = isLast
      ? slots.map((slot, n) => ({ slot, state: states[n]!, prediction: undefined }))
      : await viewsOf(states, step);
    const samples = await process.decode(rules.looksAt === "parent" ? parents : present, step, 1, random, signal);
    const values = await reward.score(samples.flat(), signal);
    // 3. weigh
    cloud = cloud.map((particle, n) => {
      const value = rules.floor(values[n]!, isLast);
      const past = { ...particle, runningMax: Math.max(particle.runningMax, value) };
      const log = rules.logPotential(strength, value, past, isLast);
      return {
        state: states[n]!,
        logWeight: particle.logWeight + log,
        paid: particle.paid + log,
        lastTilt: strength * value,
        runningMax: past.runningMax,
      };
    });
    // 4. select
    const logWeights = Float64Array.from(cloud, ({ logWeight }) => logWeight);
    normalise(logWeights, weights);
    if (isLast && !rules.testsLast) break;
    if (weights.some((weight) => weight > 0) && ess(weights) < 0.7 * particles) {
      logZ += logMeanExp(logWeights);
      const stream = random.stream({ purpose: "resample", group: "g", slot: 0, step });
      cloud = Array.from(resample("systematic", weights, stream), (a) => ({ ...cloud[a]!, logWeight: 0 }));
    } else {
      cloud = cloud.map((particle) => ({ ...particle, logWeight: isLast ? 0 : rules.carry(particle.logWeight) }));
    }
    normalise(
      Float64Array.from(cloud, ({ logWeight }) => logWeight),
      weights,
    );
  }
  const z = Math.exp(logZ + logMeanExp(cloud.map(({ logWeight }) => logWeight)));
  return { z, weights, states: cloud.map(({ state }) => state) };
}

/** z-scores of the unbiased estimates over independent runs. */
export async function loopScores(
  chain: EnumerableChain,
  strength: number,
  rules: Rules,
  statistics: readonly Statistic[],
  runs: number,
): Promise<number[]> {
  const samples = statistics.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const { z, weights, states } = await runLoop(chain, strength, rules, seed);
    statistics.forEach(({ f }, i) => {
      samples[i]!.add(states.reduce((sum, state, n) => (weights[n]! > 0 ? sum + z * weights[n]! * f(state) : sum), 0));
    });
  }
  return samples.map((sample, i) => sample.z(statistics[i]!.exact));
}
