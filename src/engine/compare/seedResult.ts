/** One seed's two runs as figures. Pure. */
import type { CloudFigures, SeedResult } from "../../protocol/comparison.ts";
import { distinct } from "./distinct.ts";
import { deviationOf, meanOf } from "./estimate.ts";

/** A final particle. */
export interface EndedParticle {
  readonly generated: string;
  /** May be −∞. */
  readonly reward: number;
  readonly weight: number;
  /** What the holdout reward gave it; may be −∞, undefined without one. */
  readonly holdout: number | undefined;
}

/** A run's end, steered or not. */
export interface EndedCloud {
  readonly particles: readonly EndedParticle[];
  readonly best: number;
  readonly draw: number | undefined;
  readonly executedCalls: number;
  readonly seconds: number;
}

type Figure = number | undefined;

export function seedResult(seed: number, unsteered: EndedCloud, steered: EndedCloud): SeedResult {
  const [first] = unsteered.particles;
  return {
    seed,
    outputs: {
      base: expected(unsteered, () => 1),
      "best-of-n": bestOf(unsteered),
      fk: bestOf(steered),
      "fk-draw": expected(steered, ({ weight }) => weight),
    },
    texts: {
      // They are independent: the first is as random as any.
      base: first?.generated,
      "best-of-n": unsteered.particles[unsteered.best]?.generated,
      fk: steered.particles[steered.best]?.generated,
      "fk-draw": steered.draw === undefined ? undefined : steered.particles[steered.draw]?.generated,
    },
    clouds: { unsteered: cloudFigures(unsteered), steered: cloudFigures(steered) },
  };
}

function cloudFigures({ particles, executedCalls, seconds }: EndedCloud): CloudFigures<Figure> {
  const feasible = particles.filter(isFeasible);
  const rewards = feasible.map(({ reward }) => reward);
  const holdouts = finite(feasible.map(({ holdout }) => holdout));
  const texts = particles.map(({ generated }) => generated);
  const isEmpty = rewards.length === 0;
  return {
    mean: isEmpty ? undefined : meanOf(rewards),
    best: isEmpty ? undefined : rewards.reduce((a, b) => Math.max(a, b)),
    spread: isEmpty ? undefined : deviationOf(rewards),
    diversity: [distinct(texts, 1), distinct(texts, 2), distinct(texts, 3)],
    feasible: rewards.length / particles.length,
    holdoutMean: holdouts.length === 0 ? undefined : meanOf(holdouts),
    executedCalls,
    seconds,
  };
}

function bestOf({ particles, best }: EndedCloud): SeedResult["outputs"]["fk"] {
  const chosen = particles[best];
  if (chosen === undefined || !isFeasible(chosen)) return { reward: undefined, holdout: undefined };
  return { reward: chosen.reward, holdout: finite([chosen.holdout])[0] };
}

/** The expectation over a draw of a particle. */
function expected(
  { particles }: EndedCloud,
  weightOf: (particle: EndedParticle) => number,
): SeedResult["outputs"]["fk-draw"] {
  const mean = (figureOf: (particle: EndedParticle) => Figure): Figure => {
    let [sum, weights] = [0, 0];
    for (const particle of particles.filter(isFeasible)) {
      const figure = figureOf(particle);
      if (figure === undefined || !Number.isFinite(figure)) continue;
      sum += weightOf(particle) * figure;
      weights += weightOf(particle);
    }
    return weights > 0 ? sum / weights : undefined;
  };
  return { reward: mean(({ reward }) => reward), holdout: mean(({ holdout }) => holdout) };
}

/** Meets the hard constraints. */
function isFeasible({ reward }: EndedParticle): boolean {
  return Number.isFinite(reward);
}

function finite(figures: readonly Figure[]): number[] {
  return figures.filter((figure) => figure !== undefined && Number.isFinite(figure)) as number[];
}
