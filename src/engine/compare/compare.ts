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
import { isTextParticle } from "../../protocol/run.ts";
import type { RunSpecification } from "../../protocol/specification.ts";
import { baselinePolicy } from "../../steering/baselines.ts";
import type { OpenReward } from "../reward/opened.ts";
import { openRunParts, type PartOptions, startedEvent } from "../runParts.ts";
import { steeringPolicy } from "../steeringPolicy.ts";
import { createStopwatch } from "../stopwatch.ts";
import type { RunModel } from "../runModel.ts";
import { steeredRun } from "../steeredRun.ts";
import { ComparisonProgress, type RunListener } from "./comparisonProgress.ts";
import { conclusionOf } from "./conclusion.ts";
import { seedResult, type EndedCloud } from "./seedResult.ts";
import { summaryOf } from "./summary.ts";

export interface CompareOptions extends PartOptions {
  readonly emit: (event: ComparisonEvent) => void;
}

/** Throws `specification-invalid`, the errors of models and rewards, and `AbortError` when stopped. */
export async function compare(request: CompareRequest, options: CompareOptions): Promise<ComparisonResult> {
  refuseIncomparable(request);
  const { specification, holdout } = request;
  const { particles, standardise, steps } = specification;
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  const choices = [...specification.rewards, ...(holdout === undefined ? [] : [holdout])];
  const parts = await openRunParts(specification, choices, options, opened);
  const { model, rewards } = parts;
  if (model.modality === "image") {
    const sentence = `The comparison cannot start: ${model.name} makes images, and only texts are compared yet. Choose a text model.`;
    throw new SteeringError("specification-invalid", sentence, { details: { field: "model" } });
  }
  const loading = stopwatch.total();
  options.emit(startedEvent(steps, parts));
  const steering = rewards.slice(0, specification.rewards.length);
  const judge = rewards[specification.rewards.length];
  const progress = new ComparisonProgress(request.seeds, options.emit);
  const seeds: SeedResult[] = [];
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
    seeds.push(seedResult(ofSeed.seed, await end("unsteered"), steered));
  }
  const summary = { ...summaryOf(seeds), holdout: judge?.name };
  return {
    specification,
    // Both runs of a seed take the pilot, if there is one: what a reward is worth must be the same in both.
    nominalCalls: (particles + standardise) * steps,
    ...summary,
    conclusion: conclusionOf(summary, particles),
    seeds,
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
  specification: RunSpecification,
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
  const particles = result.particles.filter(isTextParticle).map(({ generated, reward, weight }, index) => ({
    generated,
    reward,
    weight,
    holdout: holdouts?.[index],
  }));
  const { best, draw } = result.groups[0]!;
  return { particles, best, draw, executedCalls: result.forwardPasses, seconds };
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
