/** Products of an image model's steps under steering, each with its law in closed form, and the mistakes that are made on the way to them. */
import type { ImageProcess } from "../../src/diffusion/imageProcess.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { defaultPolicy, zScores } from "./estimates.ts";
import { type ChainOptions, imageChain, shadeReward, shadeStatistics } from "./imageChain.ts";
import { worst } from "./zScore.ts";

export interface ProductCase {
  readonly name: string;
  readonly options: ChainOptions;
  readonly policy: SteeringPolicy;
}

const guidance = (scale: number, share = 1) => ({ exponents: { grey: scale, dull: 1 - scale }, share });
const epsilon = { steps: 8, parametrisation: "epsilon" } as const;

function productCase(name: string, options: ChainOptions, policy: Partial<SteeringPolicy> = {}): ProductCase {
  return { name, options, policy: { ...defaultPolicy, strength: 1.5, ...policy } };
}

export const productCases: readonly ProductCase[] = [
  productCase("DDPM, guidance 1.8", { choice: { kind: "ddpm" }, ...epsilon, product: guidance(1.8) }),
  productCase(
    "DDPM, guidance 1.8 without a reward",
    { choice: { kind: "ddpm" }, ...epsilon, product: guidance(1.8) },
    { strength: 0 },
  ),
  productCase(
    "DDPM, guidance 2.5, half of its weight",
    { choice: { kind: "ddpm" }, ...epsilon, product: guidance(2.5, 0.5) },
    { potential: "max", resampling: "always" },
  ),
  productCase(
    "DDIM with η = 1, guidance 1.6, adaptive tempering",
    { choice: { kind: "ddim", eta: 1 }, steps: 8, parametrisation: "v_prediction", product: guidance(1.6) },
    { tempering: { kind: "adaptive", essFraction: 0.8 }, resampler: "ssp" },
  ),
  productCase(
    "Euler ancestral, product of two prompts",
    { choice: { kind: "euler-ancestral" }, ...epsilon, product: { exponents: { grey: 0.5, pale: 0.5 } } },
    { schedule: { kind: "every", every: 3 } },
  ),
  productCase(
    "LCM, product of three prompts",
    {
      choice: { kind: "lcm" },
      steps: 5,
      parametrisation: "epsilon",
      product: { exponents: { grey: 0.6, pale: 0.7, dull: -0.3 } },
    },
    { potential: "sum", strength: 0.7 },
  ),
  productCase("stochastic flow, guidance 1.3, a tenth of its weight", {
    choice: { kind: "flow-match", stochastic: true },
    steps: 8,
    parametrisation: "flow",
    product: guidance(1.3, 0.1),
  }),
];

/** z-scores of a case's unbiased estimates. */
export async function productScores(
  { options, policy }: ProductCase,
  size: { readonly particles: number; readonly runs: number; readonly seed?: number },
  mutate: (process: ImageProcess) => ImageProcess = (same) => same,
): Promise<number[]> {
  const chain = imageChain(options);
  return zScores(mutate(chain.process), shadeReward, policy, shadeStatistics(chain, policy.strength), size);
}

/** Standard deviation of the noise at each step of the first case. */
const deviations = imageChain(productCases[0]!.options).scheduler.steps.map(({ next }) => next.noise);

const largest = async (mutate?: (process: ImageProcess) => ImageProcess): Promise<number> =>
  Math.abs(worst(await productScores(productCases[0]!, { particles: 8, runs: 1500 }, mutate)));

export const productMutants = [
  {
    mistake: "16. guidance of images whose factor is dropped",
    right: () => largest(),
    wrong: () =>
      largest((process) => ({
        ...process,
        transition: async (...asked) => ({ states: (await process.transition(...asked)).states }),
      })),
  },
  {
    mistake: "17. guidance of images whose factor has the noise's deviation for its variance",
    right: () => largest(),
    wrong: () =>
      largest((process) => ({
        ...process,
        transition: async (views, step, random, signal) => {
          const { states, logFactors } = await process.transition(views, step, random, signal);
          return { states, logFactors: logFactors!.map((factor) => factor * deviations[step]!) };
        },
      })),
  },
] as const;
