/** One seed's two runs as figures. Pure. */
import type { CloudFigures, OutputName, SeedResult } from "../../protocol/comparison.ts";
import type { SampleView } from "../../protocol/particle.ts";
import { distinct } from "./variety.ts";
import { fewValues } from "../../protocol/fewValues.ts";
import { deviationOf, meanOf } from "../../protocol/estimate.ts";
import { modalityOf } from "../../protocol/modality.ts";

/** A final particle. */
export interface EndedParticle {
  readonly shown: SampleView;
  /** May be −∞. */
  readonly reward: number;
  /** Each reward's own number. */
  readonly parts: readonly number[];
  readonly weight: number;
  /** What the holdout reward gave it; may be −∞, undefined without one. */
  readonly holdout: number | undefined;
}

/** A run's end, steered or not. */
export interface EndedCloud {
  readonly particles: readonly EndedParticle[];
  readonly best: number;
  /** The best of all iterations of a refined run, where it is none of the particles. */
  readonly before?: EndedParticle | undefined;
  readonly draw: number | undefined;
  /** How far images lie apart; undefined for texts. */
  readonly pixelDistance: number | undefined;
  readonly executedCalls: number;
  readonly seconds: number;
}

type Figure = number | undefined;

/** @param pilot more unsteered particles that this seed has paid for */
export function seedResult(
  seed: number,
  unsteered: EndedCloud,
  steered: EndedCloud,
  pilot: readonly EndedParticle[] = [],
): SeedResult {
  const all = withPilot(unsteered, pilot);
  const scored = [...all.particles, ...steered.particles, ...(steered.before === undefined ? [] : [steered.before])];
  const texts = shownOutputs(all, steered, ({ shown }) => modalityOf(shown).written(shown));
  return {
    seed,
    outputs: {
      base: expected(unsteered, () => 1),
      "best-of-n": bestOf(all),
      fk: bestOf(steered),
      "fk-draw": expected(steered, ({ weight }) => weight),
    },
    texts,
    clouds: { unsteered: cloudFigures(unsteered), steered: cloudFigures(steered) },
    values: {
      reward: fewValues(scored.map(({ reward }) => reward)),
      holdout: fewValues(scored.map(({ holdout }) => holdout)),
    },
    scored: scored.length,
  };
}

/** The pilot's particles are samples of the model like any other: best-of-n may take one of them. */
export function withPilot(unsteered: EndedCloud, pilot: readonly EndedParticle[]): EndedCloud {
  const particles = [...unsteered.particles, ...pilot];
  let { best } = unsteered;
  particles.forEach(({ reward }, index) => {
    if (reward > particles[best]!.reward) best = index;
  });
  return { ...unsteered, particles, best };
}

/** What each method would have put out, as `read` shows it. */
export function shownOutputs<Shown>(
  unsteered: EndedCloud,
  steered: EndedCloud,
  read: (particle: EndedParticle) => Shown | undefined,
): Readonly<Record<OutputName, Shown | undefined>> {
  const shown = (chosen: EndedParticle | undefined): Shown | undefined => chosen && read(chosen);
  const at = ({ particles }: EndedCloud, index: number | undefined): Shown | undefined =>
    shown(index === undefined ? undefined : particles[index]);
  return {
    // They are independent: the first is as random as any.
    base: at(unsteered, 0),
    "best-of-n": at(unsteered, unsteered.best),
    fk: shown(steered.before ?? steered.particles[steered.best]),
    "fk-draw": at(steered, steered.draw),
  };
}

function cloudFigures({ particles, pixelDistance, executedCalls, seconds }: EndedCloud): CloudFigures<Figure> {
  const feasible = particles.filter(isFeasible);
  const rewards = feasible.map(({ reward }) => reward);
  const holdouts = finite(feasible.map(({ holdout }) => holdout));
  const texts = particles.flatMap(({ shown }) => modalityOf(shown).written(shown) ?? []);
  const isEmpty = rewards.length === 0;
  return {
    mean: isEmpty ? undefined : meanOf(rewards),
    best: isEmpty ? undefined : rewards.reduce((a, b) => Math.max(a, b)),
    spread: isEmpty ? undefined : deviationOf(rewards),
    diversity: [distinct(texts, 1), distinct(texts, 2), distinct(texts, 3)],
    pixelDistance,
    feasible: rewards.length / particles.length,
    holdoutMean: holdouts.length === 0 ? undefined : meanOf(holdouts),
    executedCalls,
    seconds,
  };
}

function bestOf({ particles, best, before }: EndedCloud): SeedResult["outputs"]["fk"] {
  const chosen = before ?? particles[best];
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
