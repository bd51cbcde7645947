/**
 * Steering beside its baselines at equal compute: every seed runs twice, unsteered and steered, with the same number of particles and
 * steps. The unsteered particles serve both baselines: one of them at random, and the best of them.
 */
import { SteeringError } from "../../errors.ts";
import {
  maxSeeds,
  type CloudName,
  type CompareRequest,
  type ComparisonEvent,
  type ComparisonResult,
  type SeedResult,
} from "../../protocol/comparison.ts";
import type { ImageView } from "../../protocol/run.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import { baselinePolicy } from "../../steering/baselines.ts";
import type { OpenReward } from "../reward/opened.ts";
import { openRunParts, type PartOptions, startedEvent } from "../run/runParts.ts";
import { steeringPolicy } from "../run/steeringPolicy.ts";
import { createStopwatch } from "../run/stopwatch.ts";
import type { RunModel } from "../models/runModel.ts";
import { steeredRun } from "../run/steeredRun.ts";
import { ComparisonProgress, type RunListener } from "./comparisonProgress.ts";
import { conclusionOf } from "./conclusion.ts";
import { pixelDistance } from "./pixelDistance.ts";
import { type EndedCloud, type EndedParticle, seedResult, shownOutputs } from "./seedResult.ts";
import { summaryOf } from "./summary.ts";

export interface CompareOptions extends PartOptions {
  readonly emit: (event: ComparisonEvent) => void;
}

/** Throws `specification-invalid`, the errors of models and rewards, and `AbortError` when stopped. */
export async function compare(request: CompareRequest, options: CompareOptions): Promise<ComparisonResult> {
  refuseIncomparable(request);
  const { specification: asked, holdout } = request;
  const { particles, standardise } = asked;
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  const choices = [...asked.rewards, ...(holdout === undefined ? [] : [holdout])];
  const parts = await openRunParts(asked, choices, options, opened);
  const { steps, model, rewards } = parts;
  const specification = { ...asked, steps };
  const loading = stopwatch.total();
  options.emit(startedEvent(parts));
  const steering = rewards.slice(0, specification.rewards.length);
  const judge = rewards[specification.rewards.length];
  const progress = new ComparisonProgress(request.seeds, options.emit);
  const seeds: SeedResult[] = [];
  let images: ComparisonResult["images"];
  for (let number = 1; number <= request.seeds; number += 1) {
    const ofSeed = { ...specification, seed: specification.seed + number - 1 };
    const end = (cloud: CloudName): Promise<EndedCloud> =>
      endedCloud(ofSeed, cloud, {
        model,
        steering,
        judge,
        signal: options.signal,
        emit: progress.listener(ofSeed.seed, number, cloud),
      });
    // Steered first: what is wrong with how it steers shows at once.
    const steered = await end("steered");
    const unsteered = await end("unsteered");
    seeds.push(seedResult(ofSeed.seed, unsteered, steered));
    if (model.modality === "image") images ??= shownOutputs(unsteered, steered, imageOf);
  }
  const summary = { ...summaryOf(seeds), holdout: judge?.name };
  return {
    specification,
    // Both runs of a seed take the pilot, if there is one: what a reward is worth must be the same in both.
    nominalCalls: (particles + standardise) * steps * model.callsAStep(specification),
    ...summary,
    conclusion: conclusionOf(summary, particles),
    seeds,
    images,
    seconds: { total: stopwatch.total(), loading },
    device: model.device,
  };
}

interface CloudOptions {
  readonly model: RunModel;
  readonly steering: readonly OpenReward[];
  readonly judge: OpenReward | undefined;
  readonly signal: AbortSignal;
  readonly emit: RunListener;
}

/** One run to its end, and what the holdout reward makes of it. */
async function endedCloud(
  specification: WholeSpecification,
  cloud: CloudName,
  { model, steering, judge, signal, emit }: CloudOptions,
): Promise<EndedCloud> {
  const policy = steeringPolicy(specification, model.modality);
  const stopwatch = createStopwatch();
  const { result, samples } = await steeredRun(specification, model, steering, {
    signal,
    emit,
    policy: cloud === "steered" ? policy : baselinePolicy("base", policy),
  });
  const seconds = stopwatch.total();
  const holdouts = await judge?.score(samples, signal);
  const particles = result.particles.map((particle, index) => ({
    shown: particle,
    reward: particle.reward,
    weight: particle.weight,
    holdout: holdouts?.[index],
  }));
  const { best, draw } = result.groups[0]!;
  const distance = pixelDistance(samples.filter((sample) => "data" in sample));
  return { particles, best, draw, pixelDistance: distance, executedCalls: result.forwardPasses, seconds };
}

function imageOf({ shown }: EndedParticle): ImageView | undefined {
  if (shown.modality === "text") return undefined;
  const { modality, width, height, png } = shown;
  return { modality, width, height, png };
}

function refuseIncomparable({ specification, seeds }: CompareRequest): void {
  const { otherPrompts, refine, seed } = specification;
  const refuse = (field: string, sentence: string): SteeringError =>
    new SteeringError("specification-invalid", `The comparison cannot start: ${sentence}`, { details: { field } });
  if (!Number.isSafeInteger(seeds) || seeds < 1 || seeds > maxSeeds) {
    throw refuse("seeds", `seeds must be a whole number between 1 and ${maxSeeds}, and it is ${seeds}. Change it.`);
  }
  if (seed > Number.MAX_SAFE_INTEGER - (seeds - 1)) {
    throw refuse(
      "seed",
      `${seeds} seeds counted up from ${seed} leave the range of whole numbers. Use a smaller seed.`,
    );
  }
  if (otherPrompts.length > 0) {
    throw refuse(
      "otherPrompts",
      `it takes one prompt, and there are ${otherPrompts.length + 1}: rewards of different prompts have no common mean. Compare them one by one.`,
    );
  }
  if (refine !== undefined) {
    throw refuse(
      "refine",
      "refinements run the model again and again, and the baselines do not. Compare without them.",
    );
  }
}
