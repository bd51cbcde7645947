/**
 * Nested candidates: several draws of every particle's transition, of which one goes on, chosen by where each is heading as far as the
 * parent's prediction tells. Costs rewards and no further look at the model. Knows no model.
 *
 * Naesseth, Lindsten & Schön 2015, "Nested Sequential Monte Carlo Methods"; with G_j = exp(λ v̂(child j) − what was paid so far) the
 * payments telescope as the potential `difference` does.
 */
import { SteeringError } from "../errors.ts";
import type { SteeringPolicy } from "./policy.ts";
import { tilt } from "./potential.ts";
import type { Child, DiffusionProcess, PredictedView, SampleReward, Transition } from "./process.ts";
import type { RandomStreams } from "./random.ts";
import type { Cloud } from "./record.ts";
import { drawByWeight } from "./output.ts";
import { scoreSamples } from "./rewards.ts";
import { fixedStrength } from "./tempering.ts";
import { floorValues, valueOf } from "./value.ts";
import { logMeanExp, normalise } from "./weights.ts";

export interface NestedOptions<State> {
  readonly policy: SteeringPolicy;
  /** The scored step that the transition leads to, or that comes next: j of m. */
  readonly next: { readonly index: number; readonly count: number };
  /** By particle: a state that it goes to whatever the others do, as one of its own candidates. */
  readonly given: readonly (State | undefined)[];
  readonly random: RandomStreams;
  readonly signal: AbortSignal;
}

/** λ at which each group's candidates are chosen: that of the next scored step, or where only its values will tell, of the last one. */
export function nestedStrengths(
  cloud: Cloud<unknown>,
  { policy, next }: Pick<NestedOptions<never>, "policy" | "next">,
): number[] {
  const { tempering, strength } = policy;
  if (tempering.kind === "adaptive") return cloud.groups.map((group) => group.strength);
  return cloud.groups.map(() => fixedStrength(tempering, strength, next.index, next.count));
}

/**
 * Draws M children a particle and chooses one ∝ G_j e^ℓ_j. The weight gets log mean_j G_j e^ℓ_j, and log G of the chosen child is what it has
 * paid: not their mean, which would leave its own G in the law.
 *
 * @throws SteeringError `steering-invalid` for a process that has no children to show
 */
export async function nestedTransition<State, Prediction, Sample>(
  process: DiffusionProcess<State, Prediction, Sample>,
  reward: SampleReward<Sample>,
  cloud: Cloud<State>,
  views: readonly PredictedView<State, Prediction>[],
  options: NestedOptions<State>,
): Promise<Transition<State>> {
  const { policy, given, random, signal } = options;
  const count = policy.candidates ?? 1;
  if (process.children === undefined) throw noChildren();
  const children = process.children(views, cloud.step, { count, draws: policy.draws, given }, random);
  // A particle of whose children none has changed has nothing to choose: all its G are 1, and nothing is paid.
  const choosing = children.map((own, n) => own.some(({ state }) => state !== cloud.states[n]));
  const values = await valuesOf(reward, children, choosing, policy, signal);
  const states: State[] = [];
  const logFactors = new Float64Array(children.length);
  const logPaid = new Float64Array(children.length);
  const strengths = nestedStrengths(cloud, options);
  cloud.groups.forEach(({ key, start, count: particles }, g) => {
    const strength = strengths[g] as number;
    const [from, to] = [start * count, (start + particles) * count];
    const floor = floorValues(values, from, to, policy.strength, policy.draws);
    for (let n = start; n < start + particles; n += 1) {
      const own = children[n] as readonly Child<State, Sample>[];
      const pays = choosing[n] === true && floor !== Number.NEGATIVE_INFINITY;
      const logG = Float64Array.from(own, (_, j) =>
        pays ? tilt(strength, values[n * count + j] as number) - (cloud.lastTilt[n] as number) : 0,
      );
      const logs = logG.map((log, j) => log + (own[j] as Child<State, Sample>).logFactor);
      const stream = random.stream({ purpose: "nested", group: key, slot: n - start, step: cloud.step });
      const weights = new Float64Array(count);
      normalise(logs, weights);
      const chosen = given[n] === undefined ? drawByWeight(weights, stream) : 0;
      states.push((own[chosen] as Child<State, Sample>).state);
      logFactors[n] = logMeanExp(logs);
      logPaid[n] = logG[chosen] as number;
    }
  });
  return { states, logFactors, logPaid };
}

/** [particle × child], 0 where nobody chooses. One call of the reward for all; what is the same sample is scored once. */
async function valuesOf<Sample>(
  reward: SampleReward<Sample>,
  children: readonly (readonly Child<unknown, Sample>[])[],
  choosing: readonly boolean[],
  policy: SteeringPolicy,
  signal: AbortSignal,
): Promise<Float64Array> {
  const wanted = children.filter((_, n) => choosing[n]).flat();
  const unique = [...new Set(wanted.flatMap(({ samples }) => samples))];
  const scores =
    unique.length === 0
      ? []
      : await scoreSamples(
          reward,
          unique.map((sample) => [sample]),
          signal,
        );
  const known = new Map(unique.map((sample, i) => [sample, scores[i]?.[0] as number]));
  return Float64Array.from(children.flat(), ({ samples }, i) => {
    if (choosing[Math.floor(i / (children[0]?.length ?? 1))] !== true) return 0;
    return valueOf(
      samples.map((sample) => known.get(sample) as number),
      policy.strength,
    );
  });
}

function noChildren(): SteeringError {
  return new SteeringError(
    "steering-invalid",
    "The run cannot choose among candidates: of this model it is not known where a candidate is heading before it is denoised again. Candidates are for masked text; set candidates to 1.",
    { details: { field: "candidates" } },
  );
}
