/**
 * Feynman–Kac steering: the loop that moves, scores and selects particles. Knows no model, no tensors, no VS Code.
 * Singhal et al., arXiv 2501.06848, algorithm 1, with the order "score x_t, select, then move with the same forward pass".
 */
import { throwIfAborted } from "../errors.ts";
import { checkConstraint, checkPolicy } from "./checkPolicy.ts";
import { checkReference, checkStart } from "./checkStart.ts";
import { slotsOf, startCloud, type GroupRequest } from "./cloud.ts";
import { applyIntervention, type Intervention } from "./intervene.ts";
import type { SteeringPolicy } from "./policy.ts";
import { PredictionStore } from "./predictions.ts";
import { movedCloud } from "./moved.ts";
import { nestedStrengths, nestedTransition } from "./nested.ts";
import type { DiffusionProcess, PredictedView, SampleReward, Slot, Transition } from "./process.ts";
import type { RandomStreams } from "./random.ts";
import type { Cloud, Scoring, StepRecord } from "./record.ts";
import { scoreSamples } from "./rewards.ts";
import { scoredSteps } from "./schedule.ts";
import { assess, select } from "./select.ts";
import { weigh } from "./weigh.ts";

export interface SteerOptions<State, Sample> {
  readonly groups: readonly GroupRequest[];
  readonly random: RandomStreams;
  readonly signal: AbortSignal;
  /** Go on from here (resume, branch) instead of from noise. Its groups must be the ones asked for. */
  readonly start?: Cloud<State>;
  /** The start has only just been reached, and is looked at before it moves: runs that are steered otherwise have their way to it in common. */
  readonly isUnseen?: boolean;
  /** Runs between weighting and resampling of every scored step. */
  readonly intervene?: Intervention<State, Sample>;
  /**
   * By group: a path of states, one for each of the steps 0 … steps, that particle 0 follows and that survives every resampling
   * (conditional SMC). Resampling is then conditional multinomial, whatever the policy says. Where a state between scored steps is undefined, the particle
   * moves freely until the path has one again: where transitions weigh nothing, nothing looks at what lies between.
   */
  readonly reference?: ReadonlyMap<string, readonly (State | undefined)[]>;
}

/**
 * Runs the particles and yields one record for each step reached: 1 … steps, or from the start cloud's step on. Records are
 * immutable. Leaving the loop early is fine; everything held is released.
 *
 * @throws SteeringError for a policy, schedule or reward that cannot be steered by; AbortError when `signal` fires
 */
export async function* steer<State, Prediction, Sample>(
  process: DiffusionProcess<State, Prediction, Sample>,
  reward: SampleReward<Sample>,
  policy: SteeringPolicy,
  options: SteerOptions<State, Sample>,
): AsyncGenerator<StepRecord<State, Sample>, void, undefined> {
  const { signal } = options;
  checkPolicy(policy);
  checkConstraint(reward, policy);
  const slots = slotsOf(options.groups);
  const store = new PredictionStore<State, Prediction>(process);
  const scored = scoredSteps(policy.schedule, process.steps);
  const run: Steering<State, Prediction, Sample> = { process, reward, policy, options, slots, store, scored };
  let cloud = startOf(run);
  let { isUnseen = false } = options;

  try {
    while (isUnseen || cloud.step < process.steps) {
      throwIfAborted(signal);
      const record = isUnseen ? await looked(run, cloud) : await advanced(run, cloud);
      isUnseen = false;
      cloud = record.cloud;
      yield record;
    }
  } finally {
    store.clear();
  }
}

/** What the steps of a run have in common. */
interface Steering<State, Prediction, Sample> {
  readonly process: DiffusionProcess<State, Prediction, Sample>;
  readonly reward: SampleReward<Sample>;
  readonly policy: SteeringPolicy;
  readonly options: SteerOptions<State, Sample>;
  readonly slots: readonly Slot[];
  readonly store: PredictionStore<State, Prediction>;
  readonly scored: readonly number[];
}

// A step is made of functions that return, so that nothing of it is held while its record is looked at: a suspended generator keeps all
// that it has named.

function startOf<State, Prediction, Sample>({
  process,
  options,
  slots,
}: Steering<State, Prediction, Sample>): Cloud<State> {
  const start = options.start ?? startCloud(options.groups, process.initial(slots, options.random));
  checkStart(start, options.groups, process.steps);
  checkReference(options.reference, start, process.steps);
  return { ...start, states: withReferences(start, options.reference) };
}

/** The states of a cloud, those that follow a reference where it is at its step. */
export function withReferences<State>(
  cloud: Pick<Cloud<State>, "groups" | "states" | "step">,
  reference: SteerOptions<State, never>["reference"],
): readonly State[] {
  const given = referenceAt(cloud, reference, cloud.step);
  return cloud.states.map((state, n) => given[n] ?? state);
}

async function advanced<State, Prediction, Sample>(
  run: Steering<State, Prediction, Sample>,
  before: Cloud<State>,
): Promise<StepRecord<State, Sample>> {
  const { options, store } = run;
  // 1. move: x_t → x_{t−1}, with the forward pass that scored x_t if it was scored
  const cloud = await moved(run, before);
  throwIfAborted(options.signal);
  store.advance(cloud.states);
  return looked(run, cloud);
}

async function looked<State, Prediction, Sample>(
  run: Steering<State, Prediction, Sample>,
  cloud: Cloud<State>,
): Promise<StepRecord<State, Sample>> {
  const { process, store, scored } = run;
  // 2. look, weigh, select
  const outcome = scored.includes(cloud.step)
    ? await selected(run, cloud)
    : { cloud, weighed: undefined, scoring: undefined };
  return { ...outcome, step: cloud.step, steps: process.steps, forwardPasses: store.forwardPasses };
}

async function moved<State, Prediction, Sample>(
  run: Steering<State, Prediction, Sample>,
  cloud: Cloud<State>,
): Promise<Cloud<State>> {
  const { process, reward, policy, options, slots, store, scored } = run;
  const { random, signal, reference } = options;
  const { states, step } = cloud;
  const given = referenceAt(cloud, reference, step + 1);
  const next = { index: scored.findIndex((at) => at > step) + 1, count: scored.length };
  const isNested =
    (policy.candidates ?? 1) > 1 && nestedStrengths(cloud, { policy, next }).some((strength) => strength !== 0);
  // What is drawn several times, or given, may look at more than one transition does.
  const predictions =
    isNested || reference !== undefined
      ? await store.of(states, step, signal)
      : await store.ofMove(slots, states, step, scored[next.index - 1] ?? process.steps, random, signal);
  const views = viewsOf(slots, states, predictions);
  if (isNested) {
    return movedCloud(
      cloud,
      await nestedTransition(process, reward, cloud, views, { policy, next, given, random, signal }),
    );
  }
  const transition = await process.transition(views, step, random, signal);
  return movedCloud(cloud, reference === undefined ? transition : pinned(process, views, transition, given, step));
}

/** The transition with those of the references in their places. */
function pinned<State, Prediction>(
  process: DiffusionProcess<State, Prediction, unknown>,
  views: readonly PredictedView<State, Prediction>[],
  { states, logFactors, ...others }: Transition<State>,
  given: readonly (State | undefined)[],
  step: number,
): Transition<State> {
  const factors = logFactors?.map((factor, n) => {
    const next = given[n];
    return next === undefined
      ? factor
      : (process.logFactorOf?.(views[n] as PredictedView<State, Prediction>, next, step) ?? 0);
  });
  return {
    ...others,
    states: states.map((state, n) => given[n] ?? state),
    ...(factors && { logFactors: factors }),
  };
}

async function selected<State, Prediction, Sample>(
  { process, reward, policy, options, slots, store, scored }: Steering<State, Prediction, Sample>,
  cloud: Cloud<State>,
): Promise<{ readonly cloud: Cloud<State>; readonly weighed: Cloud<State>; readonly scoring: Scoring<Sample> }> {
  const { random, signal, intervene, reference } = options;
  const { states, step, logFactors, logPaid } = cloud;
  // a. look: what each particle is heading for, or at the end is
  const isLast = step === process.steps;
  const predictions = isLast ? undefined : await store.of(states, step, signal);
  const samples = await process.decode(
    viewsOf<State, Prediction | undefined>(slots, states, predictions),
    step,
    isLast ? 1 : policy.draws,
    random,
    signal,
  );
  // b. weigh
  const rewards = await scoreSamples(reward, samples, signal);
  const index = scored.indexOf(step) + 1;
  const weighed = weigh(cloud, policy, { index, count: scored.length }, rewards, reward.name);
  const voted = await applyIntervention(intervene, weighed, { samples, rewards, logFactors, logPaid });
  throwIfAborted(signal);
  // c. select
  const isPinned = (group: string): boolean => reference?.has(group) ?? false;
  const assessment = assess(voted.cloud);
  const { interventions } = voted;
  const survivors = select(voted.cloud, assessment, weighed.floors, policy, isLast, random, isPinned, interventions);
  const scoring = {
    samples,
    rewards,
    values: weighed.values,
    logPotentials: weighed.logPotentials,
    logFactors,
    logPaid,
    interventions,
    logWeights: voted.cloud.logWeights,
    weights: assessment.weights,
    ancestors: survivors.ancestors,
    groups: survivors.groups,
  };
  return { cloud: survivors.cloud, weighed: weighed.cloud, scoring };
}

function viewsOf<State, Prediction>(
  slots: readonly Slot[],
  states: readonly State[],
  predictions: readonly Prediction[] | undefined,
): { slot: Slot; state: State; prediction: Prediction }[] {
  return slots.map((slot, n) => ({
    slot,
    state: states[n] as State,
    prediction: predictions?.[n] as Prediction,
  }));
}

/** By particle: the state that its reference has at a step. Particle 0 of a group with a reference follows it. */
function referenceAt<State>(
  { groups, states }: Pick<Cloud<State>, "groups" | "states">,
  reference: SteerOptions<State, never>["reference"],
  step: number,
): (State | undefined)[] {
  const given = states.map((): State | undefined => undefined);
  for (const { key, start } of groups) given[start] = reference?.get(key)?.[step];
  return given;
}
