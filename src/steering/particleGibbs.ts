/**
 * Particle Gibbs: conditional SMC, again and again, each time with one path of the last time kept as reference. Leaves the steered
 * distribution of paths as it is, whatever N (Andrieu, Doucet & Holenstein 2010, section 4.5). Knows no model.
 */
import { SteeringError } from "../errors.ts";
import { slotsOf, type GroupRequest } from "./cloud.ts";
import { outputDraw } from "./output.ts";
import { PathStore } from "./paths.ts";
import type { SteeringPolicy } from "./policy.ts";
import type { DiffusionProcess, SampleReward } from "./process.ts";
import type { RandomStreams } from "./random.ts";
import type { Cloud, StepRecord } from "./record.ts";
import { steer } from "./steer.ts";
import { atIteration } from "./streams.ts";

export interface GibbsOptions<State> {
  readonly group: GroupRequest;
  readonly random: RandomStreams;
  readonly signal: AbortSignal;
  readonly iterations: number;
  /** Path to begin from, states at step 0 … steps, as `steer` takes it. Without one the first iteration is an ordinary run. */
  readonly reference?: readonly (State | undefined)[];
  /** Where every iteration begins (a branch); absent: at noise. Before it paths have its state. */
  readonly start?: Cloud<State>;
  /** Number of the first iteration, for random streams that differ from those of the run that is refined. */
  readonly firstIteration?: number;
}

export interface GibbsIteration<State, Sample> {
  readonly iteration: number;
  /** The last record of the iteration. */
  readonly record: StepRecord<State, Sample>;
  /** The particle drawn by weight, whose path is the next reference. */
  readonly chosen: number;
  readonly path: readonly State[];
  readonly reward: number;
  /** Log mean weights of this iteration. With a reference they overshoot log Z: a trace to look at, and no estimate. */
  readonly logZ: number;
}

/**
 * One iteration after the other. `onStep` sees every record, and the next waits for it.
 * @throws SteeringError `steering-invalid` for fewer than 2 particles or no iteration, `particles-infeasible` where no particle is left to choose
 */
export async function* particleGibbs<State, Prediction, Sample>(
  process: DiffusionProcess<State, Prediction, Sample>,
  reward: SampleReward<Sample>,
  policy: SteeringPolicy,
  options: GibbsOptions<State>,
  onStep?: (record: StepRecord<State, Sample>, iteration: number) => void | Promise<void>,
): AsyncGenerator<GibbsIteration<State, Sample>, void, undefined> {
  const { group, signal, start, firstIteration = 0 } = options;
  if (group.particles < 2) {
    throw new SteeringError(
      "steering-invalid",
      `Refining needs at least 2 particles, one of them the reference, and there are ${group.particles}. Use more particles.`,
      { details: { field: "particles" } },
    );
  }
  if (!(Number.isSafeInteger(options.iterations) && options.iterations >= 1)) {
    throw new SteeringError(
      "steering-invalid",
      `Refining needs a whole number of iterations, at least 1, and it is ${options.iterations}. Change iterations and run again.`,
      { details: { field: "iterations" } },
    );
  }
  let { reference } = options;
  for (let iteration = firstIteration; iteration < firstIteration + options.iterations; iteration += 1) {
    const random = atIteration(options.random, iteration);
    const initial = start?.states ?? process.initial(slotsOf([group]), random);
    const paths = new PathStore(reference === undefined ? initial : initial.with(0, reference[0] ?? initial[0]!));
    const kept = reference === undefined ? {} : { reference: new Map([[group.key, reference]]) };
    let last: StepRecord<State, Sample> | undefined;
    const begun = start === undefined ? {} : { start };
    for await (const record of steer(process, reward, policy, { groups: [group], random, signal, ...kept, ...begun })) {
      paths.add(record);
      await onStep?.(record, iteration);
      last = record;
    }
    const chosen = last === undefined ? undefined : outputDraw(last, random, group.key);
    if (last?.scoring === undefined || chosen === undefined) {
      throw new SteeringError(
        "particles-infeasible",
        "No particle meets the hard constraint, so there is none to refine. Use more particles or a looser constraint.",
      );
    }
    const [begin, ...moved] = paths.of(chosen);
    const path = [...Array.from({ length: (start?.step ?? 0) + 1 }, () => begin!), ...moved];
    yield {
      iteration,
      record: last,
      chosen,
      path,
      reward: last.scoring.values[chosen] as number,
      logZ: last.scoring.groups[0]?.logZ ?? Number.NaN,
    };
    reference = path;
  }
}
