/** Targets that are reached by weighted transitions, each with its law written out, and the mistakes that are made on the way to them. */
import type { Composition } from "../../src/diffusion/composition.ts";
import type { MaskedTextProcess } from "../../src/diffusion/maskedText.ts";
import { ancestral } from "../../src/diffusion/proposals/ancestral.ts";
import { blocks } from "../../src/diffusion/proposals/blocks.ts";
import { dilated } from "../../src/diffusion/proposals/dilated.ts";
import { firstHitting } from "../../src/diffusion/proposals/firstHitting.ts";
import type { TextProposal } from "../../src/diffusion/proposals/proposal.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { nestedTransition } from "../../src/steering/nested.ts";
import type { Transition } from "../../src/steering/process.ts";
import type { TextState } from "../../src/diffusion/textState.ts";
import { vocabulary, type Table } from "./enumerableChain.ts";
import { defaultPolicy, zScores } from "./estimates.ts";
import {
  lawOf,
  maskedChain,
  onTokens,
  otherDenoiser,
  otherTable,
  promptedTable,
  rewards,
  sharpened,
  table,
  textReward,
} from "./maskedChain.ts";
import { statisticsOf } from "./target.ts";
import { kernelOf, type WrittenLaw } from "./textProposals.ts";
import { worst } from "./zScore.ts";

const prompted = { prompt: "a", prefix: "a", suffix: "" };
const plain = { prompt: "", prefix: "", suffix: "" };

/** Each token's Π p_k^a_k at a place of a state, not normalised. */
const composed =
  (...factors: readonly (readonly [of: Table, exponent: number])[]): WrittenLaw =>
  (state, place, temperature) =>
    Array.from({ length: vocabulary }, (_, i) =>
      factors.reduce(
        (product, [of, exponent]) => product * sharpened(of[state]![place]!, temperature)[i]! ** exponent,
        1,
      ),
    );

export interface WeightedCase {
  readonly name: string;
  readonly process: () => MaskedTextProcess;
  readonly law: () => number[];
  readonly policy: SteeringPolicy;
}

interface Setting {
  readonly proposal?: TextProposal;
  readonly rule?: keyof typeof proposals;
  readonly steps?: number;
  readonly temperature?: number;
  readonly composition?: Composition;
  readonly written?: WrittenLaw;
  readonly policy?: Partial<SteeringPolicy>;
}

const proposals = { ancestral: ancestral(), "first-hitting": firstHitting(), blocks: blocks(2), dilated: dilated(2) };

function weightedCase(
  name: string,
  { rule = "ancestral", steps = 4, temperature = 1, ...setting }: Setting,
): WeightedCase {
  return {
    name,
    process: () => maskedChain(steps, temperature, proposals[rule], setting.composition),
    law: () => lawOf(kernelOf(rule, setting.written ?? composed([table, 1]), temperature), steps),
    policy: { ...defaultPolicy, strength: 1, essThreshold: 0.95, ...setting.policy },
  };
}

const power = (exponent: number, draw: Composition["draw"] = "target"): Composition => ({ exponent, others: [], draw });
const guidance: Composition = {
  exponent: 1.8,
  others: [{ condition: prompted, exponent: -0.8 }],
  draw: "target",
};
const guided = composed([table, 1.8], [promptedTable, -0.8]);
/** Each token's share of a place, times the place's weight to a power. */
const tempered =
  (written: WrittenLaw, share: number): WrittenLaw =>
  (...asked) => {
    const law = written(...asked);
    const sum = law.reduce((total, each) => total + each, 0);
    return law.map((each) => each * sum ** (share - 1));
  };
const nested = (candidates: number): Partial<SteeringPolicy> => ({ candidates, strength: 1.5 });

export const weightedCases: readonly WeightedCase[] = [
  weightedCase("power 1.6 without a reward", {
    composition: power(1.6),
    written: composed([table, 1.6]),
    policy: { strength: 0 },
  }),
  weightedCase("power 0.6, first-hitting, temperature 0.7", {
    rule: "first-hitting",
    steps: 3,
    temperature: 0.7,
    composition: power(0.6),
    written: composed([table, 0.6]),
  }),
  weightedCase("power 1.3, drawn from the model", {
    composition: power(1.3, "model"),
    written: composed([table, 1.3]),
    policy: { resampling: "always" },
  }),
  weightedCase("product of two prompts", {
    composition: { exponent: 0.7, others: [{ condition: prompted, exponent: 0.6 }], draw: "target" },
    written: composed([table, 0.7], [promptedTable, 0.6]),
  }),
  weightedCase("product of two models, blocks", {
    rule: "blocks",
    composition: {
      exponent: 0.8,
      others: [{ condition: plain, exponent: 0.5, denoiser: otherDenoiser }],
      draw: "target",
    },
    written: composed([table, 0.8], [otherTable, 0.5]),
  }),
  weightedCase("guidance 1.8", {
    composition: guidance,
    written: guided,
    policy: { schedule: { kind: "every", every: 2 } },
  }),
  weightedCase("guidance 1.8, max potential", { composition: guidance, written: guided, policy: { potential: "max" } }),
  weightedCase("2 candidates", { policy: nested(2) }),
  weightedCase("4 candidates, 3 draws, always resampled", { policy: { ...nested(4), draws: 3, resampling: "always" } }),
  weightedCase("4 candidates, max potential", { policy: { ...nested(4), potential: "max", strength: 1.2 } }),
  weightedCase("4 candidates, terminal potential", { policy: { ...nested(4), potential: "terminal" } }),
  weightedCase("4 candidates, every second step scored, linear tempering", {
    policy: { ...nested(4), schedule: { kind: "every", every: 2 }, tempering: { kind: "linear" } },
  }),
  weightedCase("4 candidates, adaptive tempering, first-hitting", {
    rule: "first-hitting",
    steps: 3,
    policy: { ...nested(4), tempering: { kind: "adaptive", essFraction: 0.9 } },
  }),
  weightedCase("3 candidates of a power drawn from the model", {
    composition: power(1.3, "model"),
    written: composed([table, 1.3]),
    policy: { ...nested(3), strength: 1 },
  }),
  weightedCase("guidance 1.8, half of its weight", {
    composition: { ...guidance, share: 0.5 },
    written: tempered(guided, 0.5),
  }),
  weightedCase("power 1.6 without a reward, dilated groups", {
    rule: "dilated",
    composition: power(1.6),
    written: composed([table, 1.6]),
    policy: { strength: 0 },
  }),
];

/** The largest |z| of a case's unbiased estimates. */
export async function weightedScores(
  { process, law, policy }: WeightedCase,
  size: { readonly particles: number; readonly runs: number; readonly seed?: number },
  mutate: (process: MaskedTextProcess) => MaskedTextProcess = (same) => same,
): Promise<number[]> {
  const statistics = onTokens(statisticsOf(law(), rewards, policy.strength));
  return zScores(mutate(process()), textReward, policy, statistics, size);
}

/** Changes what a process tells of its transitions. */
const retold =
  (retell: (transition: Transition<TextState>) => Transition<TextState>) =>
  (process: MaskedTextProcess): MaskedTextProcess => ({
    ...process,
    transition: async (...asked) => retell(await process.transition(...asked)),
  });

/** Nested candidates as the process's own transition, G_j = exp(λ v̂(child j)), so that what it tells can be wrong. */
const nestedBy =
  (
    strength: number,
    choose: "by weight" | "the best",
    retell: (transition: Transition<TextState>) => Transition<TextState>,
  ) =>
  (process: MaskedTextProcess): MaskedTextProcess => ({
    ...process,
    transition: async (views, step, random, signal) => {
      const zeros = new Float64Array(views.length);
      const groups = [{ key: "g", start: 0, count: views.length, logZ: 0, strength }];
      const states = views.map(({ state }) => state);
      const [runningMax, runningSum] = [zeros, zeros];
      const cloud = { step, states, groups, logWeights: zeros, paid: zeros, lastTilt: zeros, runningMax, runningSum };
      const policy = { ...defaultPolicy, strength: choose === "the best" ? 1e6 : strength, candidates: 4 };
      const given = states.map(() => undefined);
      const next = { index: 1, count: 1 };
      return retell(await nestedTransition(process, textReward, cloud, views, { policy, next, given, random, signal }));
    },
  });

const mistakeRuns = { particles: 8, runs: 1500 };
const largest = async (
  each: WeightedCase,
  mutate?: (process: MaskedTextProcess) => MaskedTextProcess,
): Promise<number> => Math.abs(worst(await weightedScores(each, mistakeRuns, mutate)));

const guidanceCase = weightedCases.find(({ name }) => name === "guidance 1.8")!;
const plainCase = weightedCase("plain", { policy: { strength: 1.5 } });
const honest = (transition: Transition<TextState>): Transition<TextState> => transition;

export const weightedMutants = [
  {
    mistake: "12. guidance whose factor is dropped",
    right: () => largest(guidanceCase),
    wrong: () =>
      largest(
        guidanceCase,
        retold(({ states }) => ({ states })),
      ),
  },
  {
    mistake: "13. the best of several candidates, without a factor",
    right: () => largest(plainCase, nestedBy(1.5, "by weight", honest)),
    wrong: () =>
      largest(
        plainCase,
        nestedBy(1.5, "the best", ({ states }) => ({ states })),
      ),
  },
  {
    mistake: "14. candidates that pay the mean of their G instead of the chosen one's",
    right: () => largest(plainCase, nestedBy(1.5, "by weight", honest)),
    wrong: () =>
      largest(
        plainCase,
        nestedBy(1.5, "by weight", (told) => ({ ...told, logPaid: told.logFactors! })),
      ),
  },
  {
    mistake: "15. candidates that pay nothing",
    right: () => largest(plainCase, nestedBy(1.5, "by weight", honest)),
    wrong: () =>
      largest(
        plainCase,
        nestedBy(1.5, "by weight", ({ states, logFactors }) => ({ states, logFactors: logFactors! })),
      ),
  },
] as const;
