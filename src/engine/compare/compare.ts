/**
 * Steering beside its baselines at equal compute: every seed runs twice, unsteered and steered, with the same number of particles and
 * steps. Where the steered run is refined, the unsteered one has as many more particles as it has iterations. The unsteered particles serve both baselines: one of them at random, and the best of them. Where rewards are standardised, the
 * pilots of all seeds run first: together they tell one scale, so that a reward is worth the same in every seed, and each seed's pilot is
 * among the samples that its best-of-n takes the best of.
 */
import {
  type ComparedRun,
  type CompareRequest,
  type ComparisonEvent,
  type ComparisonResult,
  type SeedResult,
} from "../../protocol/comparison.ts";
import type { ImageView } from "../../protocol/particle.ts";
import type { RewardScale } from "../../protocol/run.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import { baselinePolicy } from "../../steering/baselines.ts";
import { weightedSum } from "../../rewards/composite.ts";
import { atIteration, createRandomStreams } from "../../steering/streams.ts";
import { isOpposed } from "../reward/metric.ts";
import type { OpenReward } from "../reward/opened.ts";
import { pilotIteration, scalesOf } from "../run/pilot.ts";
import { openRunParts, type PartOptions, startedEvent } from "../run/runParts.ts";
import { steeringPolicy } from "../run/steeringPolicy.ts";
import { createStopwatch } from "../run/stopwatch.ts";
import type { RunModel } from "../models/runModel.ts";
import { steeredRun } from "../run/steeredRun.ts";
import { ComparisonProgress, type RunListener } from "./comparisonProgress.ts";
import { conclusionOf } from "./conclusion.ts";
import { pixelDistance } from "./variety.ts";
import { type EndedCloud, type EndedParticle, seedResult, shownOutputs, withPilot } from "./seedResult.ts";
import { refuseIncomparable } from "./refuseIncomparable.ts";
import { summaryOf } from "./summary.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import { checkPopulation } from "../run/checkRun.ts";

export interface CompareOptions extends PartOptions {
  readonly emit: (event: ComparisonEvent) => void;
}

/** Throws `specification-invalid`, the errors of models and rewards, and `AbortError` when stopped. */
export async function compare(request: CompareRequest, options: CompareOptions): Promise<ComparisonResult> {
  refuseIncomparable(request);
  checkPopulation(request.specification);
  const { specification: asked, holdout } = request;
  const { particles, islands, standardise, refine } = asked;
  const outputs = particles * islands * (1 + (refine?.iterations ?? 0));
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  const choices = [...asked.rewards, ...(holdout === undefined ? [] : [holdout])];
  const parts = await openRunParts(asked, choices, options, opened);
  const { steps, model, rewards } = parts;
  // Nobody votes in a comparison.
  const specification = { ...asked, steps, pause: undefined };
  const loading = stopwatch.total();
  options.emit(startedEvent(parts));
  const steering = rewards.slice(0, specification.rewards.length);
  const judge = rewards[specification.rewards.length];
  // It would say so itself, of the first run's samples.
  judge?.refuse?.(specification.prompt);
  const hasPilots = standardise > 0;
  const progress = new ComparisonProgress(request.seeds, hasPilots, options.emit);
  const seedsOf = Array.from({ length: request.seeds }, (_, i) => ({ ...specification, seed: specification.seed + i }));
  const end = (cloud: ComparedRun, index: number, scales?: readonly RewardScale[]): Promise<EndedCloud> =>
    endedCloud(seedsOf[index]!, cloud, {
      model,
      steering,
      judge,
      scales,
      signal: options.signal,
      emit: progress.listener(specification.seed + index, index + 1, cloud),
    });
  const pilots: EndedCloud[] = [];
  for (let index = 0; index < (hasPilots ? request.seeds : 0); index += 1) pilots.push(await end("pilot", index));
  const warn = (message: string): void => options.emit({ kind: "warning", message });
  const pooled = pilots.flatMap(({ particles: all }) => all.map((particle) => particle.parts));
  const scales = hasPilots ? scalesOf(steering, pooled, warn) : undefined;
  const seeds: SeedResult[] = [];
  let images: ComparisonResult["images"];
  for (let index = 0; index < request.seeds; index += 1) {
    // Steered first: what is wrong with how it steers shows at once.
    const steered = paidFor(await end("steered", index, scales), pilots[index]);
    const unsteered = paidFor(await end("unsteered", index, scales), pilots[index]);
    const pilot = inUnitsOf(scales, specification.rewards, pilots[index]?.particles ?? []);
    seeds.push(seedResult(specification.seed + index, unsteered, steered, pilot));
    if (model.modality === "image") images ??= shownOutputs(withPilot(unsteered, pilot), steered, imageOf);
  }
  const summary = { ...summaryOf(seeds), holdout: judge?.name };
  return {
    specification,
    nominalCalls: (outputs + standardise) * steps * model.callsAStep(specification),
    bestOf: outputs + standardise,
    scales,
    ...summary,
    conclusion: [
      ...conclusionOf(
        { ...summary, isOpposed: isOpposed(holdout, asked.rewards), isNegative: asked.strength < 0 },
        outputs,
        outputs + standardise,
      ),
      ...(scales === undefined ? [] : [scaleSentence(steering, scales, pooled.length)]),
    ],
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
  readonly scales: readonly RewardScale[] | undefined;
  readonly signal: AbortSignal;
  readonly emit: RunListener;
}

/** One run to its end, and what the holdout reward makes of it. */
async function endedCloud(
  asked: WholeSpecification,
  cloud: ComparedRun,
  { model, steering, judge, scales, signal, emit }: CloudOptions,
): Promise<EndedCloud> {
  const isPilot = cloud === "pilot";
  const specification = {
    ...asked,
    standardise: 0,
    ...(isPilot ? { islands: 1, particles: asked.standardise } : {}),
    ...(cloud === "steered" ? {} : { refine: undefined }),
    ...(cloud === "unsteered" ? { particles: asked.particles * (1 + (asked.refine?.iterations ?? 0)) } : {}),
  };
  const policy = steeringPolicy(specification, model.modality);
  const stopwatch = createStopwatch();
  const { result, samples, bestSample } = await steeredRun(specification, model, steering, {
    signal,
    emit,
    policy: cloud === "steered" ? policy : baselinePolicy("base", policy),
    goesOn: cloud === "steered",
    scales,
    // A run's own pilot has these.
    ...(isPilot ? { random: atIteration(createRandomStreams(specification.seed), pilotIteration) } : {}),
  });
  const seconds = stopwatch.total();
  const holdouts = await judge?.score(samples, signal);
  // Islands count by their own Ẑ.
  const particles = result.particles.map((particle, index) => ({
    shown: particle,
    reward: particle.reward,
    parts: particle.parts,
    weight: particle.weight * (result.groups[particle.group]!.island?.share ?? 1),
    holdout: holdouts?.[index],
  }));
  const { best, bestBefore } = result;
  const { draw } = result.groups.find(({ island }) => island?.isDrawn === true) ?? result.groups[0]!;
  const distance = pixelDistance(samples.filter((sample) => "data" in sample));
  const before =
    bestBefore === undefined || bestSample === undefined
      ? undefined
      : {
          ...{ shown: bestBefore.particle, reward: bestBefore.particle.reward, parts: bestBefore.particle.parts },
          ...{ weight: 0, holdout: (await judge?.score([bestSample], signal))?.[0] },
        };
  return { particles, best, before, draw, pixelDistance: distance, executedCalls: result.forwardPasses, seconds };
}

/** A seed's pilot is paid by both of its runs. */
function paidFor(cloud: EndedCloud, pilot: EndedCloud | undefined): EndedCloud {
  if (pilot === undefined) return cloud;
  const { executedCalls, seconds } = pilot;
  return { ...cloud, executedCalls: cloud.executedCalls + executedCalls, seconds: cloud.seconds + seconds };
}

/** A pilot's particles were scored before there were scales. */
function inUnitsOf(
  scales: readonly RewardScale[] | undefined,
  rewards: WholeSpecification["rewards"],
  particles: readonly EndedParticle[],
): EndedParticle[] {
  const counted = rewards.map(({ weight }, k) => ({ weight, ...(scales && { standard: scales[k]! }) }));
  return particles.map((particle) => ({ ...particle, reward: weightedSum(particle.parts, counted) }));
}

function scaleSentence(rewards: readonly OpenReward[], scales: readonly RewardScale[], samples: number): string {
  const each = rewards.map(
    ({ name }, k) => `${name} ${formatNumber(scales[k]!.mean)} ± ${formatNumber(scales[k]!.scale)}`,
  );
  return `Rewards count in units of their spread over ${samples} pilot samples of all seeds together: ${each.join(", ")}.`;
}

function imageOf({ shown }: EndedParticle): ImageView | undefined {
  if (shown.modality === "text") return undefined;
  const { modality, width, height, png } = shown;
  return { modality, width, height, png };
}
