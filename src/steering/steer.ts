/**
 * Feynman–Kac steering: the loop that moves, scores and selects particles. Knows no model, no tensors, no VS Code.
 * Singhal et al., arXiv 2501.06848, algorithm 1, with the order "score x_t, select, then move with the same forward pass".
 */
import { checkConstraint, checkPolicy } from "./checkPolicy.ts";
import { checkReference, checkStart } from "./checkStart.ts";
import { slotsOf, startCloud, type GroupRequest } from "./cloud.ts";
import { applyIntervention, type Intervention } from "./intervene.ts";
import type { SteeringPolicy } from "./policy.ts";
import { PredictionStore } from "./predictions.ts";
import type { DiffusionProcess, SampleReward, Slot } from "./process.ts";
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
  /** Runs between weighting and resampling of every scored step. */
  readonly intervene?: Intervention<State, Sample>;
  /**
   * By group: a path of states, one for each of the steps 0 … steps, that particle 0 follows and that survives every resampling
   * (conditional SMC). Resampling is then conditional multinomial, whatever the policy says.
   */
  readonly reference?: ReadonlyMap<string, readonly State[]>;
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
  const { random, signal, intervene } = options;
  checkPolicy(policy);
  checkConstraint(reward, policy);
  const scored = scoredSteps(policy.schedule, process.steps);
  const slots = slotsOf(options.groups);
  const start = options.start ?? startCloud(options.groups, process.initial(slots, random));
  checkStart(start, options.groups, process.steps);
  checkReference(options.reference, start, process.steps);
  const store = new PredictionStore<State, Prediction>(process);
  const pinned = (group: string): boolean => options.reference?.has(group) ?? false;
  let cloud = pin(start, options.reference);

  try {
    while (cloud.step < process.steps) {
      signal.throwIfAborted();
      // 1. move: x_t → x_{t−1}, with the forward pass that scored x_t if it was scored
      const known = await store.of(cloud.states, cloud.step, signal);
      const views = viewsOf(slots, cloud.states, known);
      const states = await process.transition(views, cloud.step, random, signal);
      signal.throwIfAborted();
      cloud = pin({ ...cloud, step: cloud.step + 1, states }, options.reference);
      store.advance(cloud.states);
      const index = scored.indexOf(cloud.step) + 1;
      if (index === 0) {
        yield { step: cloud.step, steps: process.steps, cloud, scoring: undefined, forwardPasses: store.forwardPasses };
        continue;
      }
      // 2. look: what each particle is heading for, or at the end is
      const isLast = cloud.step === process.steps;
      const predictions = isLast ? undefined : await store.of(cloud.states, cloud.step, signal);
      const samples = await process.decode(
        viewsOf<State, Prediction | undefined>(slots, cloud.states, predictions),
        cloud.step,
        isLast ? 1 : policy.draws,
        random,
        signal,
      );
      // 3. weigh
      const rewards = await scoreSamples(reward, samples, signal);
      const weighed = weigh(cloud, policy, { index, count: scored.length }, rewards, reward.name);
      const voted = await applyIntervention(intervene, weighed, samples, rewards);
      signal.throwIfAborted();
      // 4. select
      const assessment = assess(voted.cloud);
      const selected = select(voted.cloud, assessment, weighed.floors, policy, isLast, random, pinned);
      cloud = selected.cloud;
      const scoring: Scoring<Sample> = {
        samples,
        rewards,
        values: weighed.values,
        logPotentials: weighed.logPotentials,
        interventions: voted.interventions,
        logWeights: voted.cloud.logWeights,
        weights: assessment.weights,
        ancestors: selected.ancestors,
        groups: selected.groups,
      };
      yield { step: cloud.step, steps: process.steps, cloud, scoring, forwardPasses: store.forwardPasses };
    }
  } finally {
    store.clear();
  }
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

/** Particle 0 of a group with a reference follows it. */
function pin<State>(cloud: Cloud<State>, reference: SteerOptions<State, never>["reference"]): Cloud<State> {
  if (reference === undefined) return cloud;
  const states = [...cloud.states];
  for (const { key, start } of cloud.groups) {
    const path = reference.get(key);
    if (path !== undefined) states[start] = path[cloud.step] as State;
  }
  return { ...cloud, states };
}
