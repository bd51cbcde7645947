/** The long proof, row by row: many independent runs of each policy, and how far their unbiased estimates are from the truth. */
import { potentialNames, type SteeringPolicy } from "../../src/steering/policy.ts";
import { averageError } from "./convergence.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, sampleEstimates } from "./estimates.ts";
import { gaussianMixture } from "./gaussianMixture.ts";
import { gaussianStatistics } from "./gaussianTargets.ts";
import { gridPolicies, mixtureCases, mixtureName, policyName, strengths } from "./grid.ts";
import { imageChain, shadeReward, shadeStatistics } from "./imageChain.ts";
import { productCases, productMutants } from "./imageProducts.ts";
import { islandCases, islandEstimates, islandMutants, islandStatistics } from "./islands.ts";
import { lawOf, maskedChain, onTokens, rewards, textReward } from "./maskedChain.ts";
import { mutants } from "./mutants.ts";
import { statisticsOf } from "./target.ts";
import { proposalCases, proposalPolicy } from "./textProposals.ts";
import { weightedCases, weightedMutants } from "./weightedTransitions.ts";
import type { Sample } from "./zScore.ts";

/** How much of it: independent runs a row (at least 400), particles a run, and the seed of all. */
export interface ProofSize {
  readonly runs: number;
  readonly particles: number;
  readonly seed: number;
}

export interface ProofRow {
  readonly name: string;
  readonly policy: SteeringPolicy;
  /** One for each estimate, the first of Z. */
  readonly scores: readonly number[];
  /** Standard error of the mean of Ẑ, as a share of Z: a bias several times as large would show. */
  readonly precision: number;
}

/** Every row has random numbers of its own: rows are numbered from `first` on. */
const sizeOf = (size: ProofSize, row: number): ProofSize => ({ ...size, seed: size.seed * 10_000 + row });

function rowOf(
  name: string,
  policy: SteeringPolicy,
  samples: readonly Sample[],
  statistics: readonly { readonly exact: number }[],
): ProofRow {
  return {
    name,
    policy,
    scores: samples.map((sample, i) => sample.z(statistics[i]!.exact)),
    precision: samples[0]!.standardError / statistics[0]!.exact,
  };
}

/** The whole grid on the enumerable chain, or those of its rows that `wanted` takes. */
export async function* chainRows(
  size: ProofSize,
  wanted?: (policy: SteeringPolicy) => boolean,
): AsyncGenerator<ProofRow> {
  const chain = enumerableChain();
  for (const [row, policy] of gridPolicies().entries()) {
    if (wanted?.(policy) === false) continue;
    const statistics = statisticsOf(chain.law, chain.rewards, policy.strength);
    const samples = await sampleEstimates(chain.process, chain.reward, policy, statistics, sizeOf(size, row));
    yield rowOf(policyName(policy), policy, samples, statistics);
  }
}

/** The Gaussian mixture. */
export async function* mixtureRows(size: ProofSize): AsyncGenerator<ProofRow> {
  const mixtures = new Map<string, ReturnType<typeof gaussianMixture>>();
  for (const [row, each] of mixtureCases().entries()) {
    const { sampler, dimensions, reward, policy } = each;
    const key = `${sampler} ${dimensions}`;
    const mixture = mixtures.get(key) ?? gaussianMixture({ sampler, dimensions });
    mixtures.set(key, mixture);
    const statistics = gaussianStatistics(mixture, reward, policy.strength);
    const samples = await sampleEstimates(mixture.process, reward, policy, statistics, sizeOf(size, 1000 + row));
    yield rowOf(mixtureName(each), policy, samples, statistics);
  }
}

/** The ways of revealing text, each against the law of its own kernel. */
export async function* proposalRows(size: ProofSize): AsyncGenerator<ProofRow> {
  for (const [row, { name, proposal, kernel, steps, temperature = 1 }] of proposalCases.entries()) {
    const process = maskedChain(steps, temperature, proposal);
    const statistics = onTokens(statisticsOf(lawOf(kernel, steps), rewards, proposalPolicy.strength));
    const samples = await sampleEstimates(process, textReward, proposalPolicy, statistics, sizeOf(size, 2000 + row));
    yield rowOf(name, proposalPolicy, samples, statistics);
  }
}

/** Powers, products, exact guidance and nested candidates, each against its own target. */
export async function* weightedRows(size: ProofSize): AsyncGenerator<ProofRow> {
  for (const [row, each] of weightedCases.entries()) {
    const statistics = onTokens(statisticsOf(each.law(), rewards, each.policy.strength));
    const samples = await sampleEstimates(
      each.process(),
      textReward,
      each.policy,
      statistics,
      sizeOf(size, 3000 + row),
    );
    yield rowOf(each.name, each.policy, samples, statistics);
  }
}

/** Exact guidance and products of images, each against the Gaussian that its chain ends in. */
export async function* productRows(size: ProofSize): AsyncGenerator<ProofRow> {
  for (const [row, { name, options, policy }] of productCases.entries()) {
    const chain = imageChain(options);
    const statistics = shadeStatistics(chain, policy.strength);
    const samples = await sampleEstimates(chain.process, shadeReward, policy, statistics, sizeOf(size, 4000 + row));
    yield rowOf(name, policy, samples, statistics);
  }
}

/** Several populations, each counted by its own Ẑ. */
export async function* islandRows(size: ProofSize): AsyncGenerator<ProofRow> {
  for (const [row, each] of islandCases.entries()) {
    const statistics = islandStatistics(each);
    yield rowOf(each.name, each.policy, await islandEstimates(each, statistics, sizeOf(size, 5000 + row)), statistics);
  }
}

export interface ConvergenceRow {
  readonly name: string;
  /** ΣW r − E_π[r] at each number of particles. */
  readonly errors: readonly { readonly particles: number; readonly mean: number; readonly standardError: number }[];
}

/** The self-normalised average: as many particles in all at each N. */
export async function* convergenceRows({ runs }: ProofSize): AsyncGenerator<ConvergenceRow> {
  for (const potential of potentialNames) {
    const policy = { ...defaultPolicy, potential, strength: strengths[potential] };
    const errors: ConvergenceRow["errors"][number][] = [];
    for (const particles of [4, 16, 64, 256]) {
      const { mean, standardError } = await averageError(
        policy,
        particles,
        Math.max(50, Math.round((40 * runs) / particles)),
      );
      errors.push({ particles, mean, standardError });
    }
    yield { name: potential, errors };
  }
}

/** A bias of order 1/N falls to a 64th from N = 4 to N = 256. */
export function closesIn({ errors }: ConvergenceRow): boolean {
  const [few, many] = [errors[0]!, errors.at(-1)!];
  return Math.abs(many.mean) <= Math.abs(few.mean) / 16 + 4.5 * many.standardError;
}

export interface MutantRow {
  readonly name: string;
  readonly right: number;
  readonly wrong: number;
}

/** What the same test says of mistakes. */
export async function* mutantRows(): AsyncGenerator<MutantRow> {
  for (const { mistake, right, wrong } of [...mutants, ...weightedMutants, ...productMutants, ...islandMutants])
    yield { name: mistake, right: await right(), wrong: await wrong() };
}
