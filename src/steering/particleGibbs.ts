/**
 * Particle Gibbs: conditional SMC, again and again, each time with one path of the last time kept as reference, all of it or from a step of it on, and
 * populations of their own between. Leaves the steered distribution of paths as it is, whatever N (Andrieu, Doucet & Holenstein 2010, sections 4.2 and 4.5). Knows
 * no model.
 */
import { SteeringError } from "../errors.ts";
import { branchCloud, slotsOf, type GroupRequest } from "./cloud.ts";
import type { Move } from "./moves.ts";
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
  /** At most. */
  readonly iterations: number;
  /** Path to begin from, states at step 0 … steps, as `steer` takes it. Without one the first iteration is an ordinary run. */
  readonly reference?: readonly (State | undefined)[];
  /** Where every iteration begins (a branch); absent: at noise. Before it paths have its state. */
  readonly start?: Cloud<State>;
  /** Number of the first iteration, for random streams that differ from those of the run that is refined. */
  readonly firstIteration?: number;
  /** What an iteration does, which no path may decide; undefined: none is to follow. Absent: each is a conditional run around all of the path. */
  readonly moveOf?: (iteration: number) => Move | undefined;
  /** What the reference was drawn from by weight, where that was a whole population. */
  readonly population?: Population;
}

/** A whole population that the kept path was drawn from by weight. */
export interface Population {
  readonly logZ: number;
  /** It was a conditional run: another of its law is resampled as conditional runs are. */
  readonly isConditional: boolean;
}

export interface GibbsIteration<State, Sample> {
  readonly iteration: number;
  /** The last record of the iteration. */
  readonly record: StepRecord<State, Sample>;
  /** The particle whose path is the next reference; undefined where the one before stays. */
  readonly chosen: number | undefined;
  readonly path: readonly (State | undefined)[];
  /** Log mean weights of this iteration. Of a conditional one they overshoot log Z: a trace to look at, and no estimate. */
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
  const { group, signal, start, firstIteration = 0, moveOf } = options;
  checkOptions(options);
  const begin = start?.step ?? 0;
  let { reference, population } = options;
  for (let iteration = firstIteration; iteration < firstIteration + options.iterations; iteration += 1) {
    const random = atIteration(options.random, iteration);
    const asked = moveOf === undefined ? ({ kind: "conditional", step: begin } as const) : moveOf(iteration);
    if (asked === undefined) return;
    // Ẑ of a population is known where the path was drawn from one, and until the path has moved.
    const isIndependent = reference === undefined || (asked.kind === "independent" && population !== undefined);
    const step = asked.kind === "independent" ? begin : asked.step;
    const from = step > begin ? branchCloud(step, stateAt(reference, step), group) : start;
    const initial = from?.states ?? process.initial(slotsOf([group]), random);
    const paths = new PathStore(isIndependent ? initial : initial.with(0, reference?.[step] ?? initial[0]!));
    const steered = {
      ...{ groups: [group], random, signal },
      ...(isIndependent || reference === undefined ? {} : { reference: new Map([[group.key, reference]]) }),
      ...(from === undefined ? {} : { start: from }),
    };
    const resampled: SteeringPolicy =
      isIndependent && population?.isConditional === true ? { ...policy, resampler: "multinomial" } : policy;
    let last: StepRecord<State, Sample> | undefined;
    for await (const record of steer(process, reward, resampled, steered)) {
      paths.add(record);
      await onStep?.(record, iteration);
      last = record;
    }
    const drawn = last === undefined ? undefined : outputDraw(last, random, group.key);
    if (last?.scoring === undefined || (drawn === undefined && (!isIndependent || reference === undefined))) {
      throw new SteeringError(
        "particles-infeasible",
        "No particle meets the hard constraint, so there is none to refine. Use more particles or a looser constraint.",
      );
    }
    const logZ = last.scoring.groups[0]?.logZ ?? Number.NaN;
    const isKept =
      reference !== undefined && isIndependent && !isTaken(logZ - (population?.logZ ?? Number.NaN), group.key, random);
    const chosen = isKept ? undefined : drawn;
    if (chosen !== undefined) {
      const [first, ...moved] = paths.of(chosen);
      const before = step > begin ? reference!.slice(0, step) : Array.from({ length: begin }, () => first!);
      reference = [...before, first!, ...moved];
      // A suffix's Ẑ is that of the paths which begin as it does.
      population =
        step > begin ? undefined : { logZ, isConditional: !isIndependent || population?.isConditional === true };
    }
    yield { iteration, record: last, chosen, path: reference!, logZ };
  }
}

/** Particle independent Metropolis–Hastings (Andrieu, Doucet & Holenstein 2010, section 4.2): with probability min(1, Ẑ′ / Ẑ). */
function isTaken(logRatio: number, group: string, random: RandomStreams): boolean {
  return Math.log(random.stream({ purpose: "reference", group, slot: 0, step: 1 }).uniform()) < logRatio;
}

function stateAt<State>(reference: readonly (State | undefined)[] | undefined, step: number): State {
  const state = reference?.[step];
  if (state !== undefined) return state;
  throw new SteeringError("internal", `The kept path has no state at step ${step}. Please report this.`);
}

function checkOptions({ group, iterations }: Pick<GibbsOptions<never>, "group" | "iterations">): void {
  if (group.particles < 2) {
    throw new SteeringError(
      "steering-invalid",
      `Refining needs at least 2 particles, one of them the reference, and there are ${group.particles}. Use more particles.`,
      { details: { field: "particles" } },
    );
  }
  if (!(Number.isSafeInteger(iterations) && iterations >= 1)) {
    throw new SteeringError(
      "steering-invalid",
      `Refining needs a whole number of iterations, at least 1, and it is ${iterations}. Change iterations and run again.`,
      { details: { field: "iterations" } },
    );
  }
}
