/**
 * Particle Gibbs: conditional SMC, again and again, each time with one path of the last time kept as reference, all of it or from a step of it on, and
 * populations of their own between. Leaves the steered distribution of paths as it is, whatever N (Andrieu, Doucet & Holenstein 2010, sections 4.2 and 4.5). Knows
 * no model.
 */
import { SteeringError } from "../errors.ts";
import { branchCloud, slotsOf, startCloud, type GroupRequest } from "./cloud.ts";
import type { Move } from "./moves.ts";
import { outputDraw } from "./output.ts";
import { type Path, PathStore } from "./paths.ts";
import type { SteeringPolicy } from "./policy.ts";
import type { DiffusionProcess, SampleReward } from "./process.ts";
import type { RandomStreams } from "./random.ts";
import type { Cloud, StepRecord } from "./record.ts";
import { steer, withReferences } from "./steer.ts";
import { atIteration } from "./streams.ts";

export interface GibbsOptions<State> {
  /** Each is a chain of its own, and all make the same move at a time: prompts, or islands. */
  readonly groups: readonly GroupRequest[];
  readonly random: RandomStreams;
  readonly signal: AbortSignal;
  /** At most. */
  readonly iterations: number;
  /** By group, the path to begin from, states at step 0 … steps, as `steer` takes it. Without them the first iteration is an ordinary run. */
  readonly references?: readonly Path<State>[];
  /** Where every iteration begins (a branch); absent: at noise. Before it paths have its state. */
  readonly start?: Cloud<State>;
  /** Number of the first iteration, for random streams that differ from those of the run that is refined. */
  readonly firstIteration?: number;
  /** What an iteration does, which no path may decide; undefined: none is to follow. Absent: each is a conditional run around all of the path. */
  readonly moveOf?: (iteration: number) => Move | undefined;
  /** By group, what the reference was drawn from by weight, where that was a whole population. */
  readonly populations?: readonly Population[];
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
  readonly groups: readonly GroupIteration<State>[];
}

/** What an iteration came to in one group. */
export interface GroupIteration<State> {
  /** The particle whose path is the next reference; undefined where the one before stays. */
  readonly chosen: number | undefined;
  readonly path: Path<State>;
  /** Log mean weights of this iteration. Of a conditional one they overshoot log Z: a trace to look at, and no estimate. */
  readonly logZ: number;
}

/**
 * One iteration after the other. `onStep` sees every record, and the next waits for it.
 * @throws SteeringError `steering-invalid` for fewer than 2 particles or no iteration, `particles-infeasible` where a group has no particle left to choose
 */
export async function* particleGibbs<State, Prediction, Sample>(
  process: DiffusionProcess<State, Prediction, Sample>,
  reward: SampleReward<Sample>,
  policy: SteeringPolicy,
  options: GibbsOptions<State>,
  onStep?: (record: StepRecord<State, Sample>, iteration: number) => void | Promise<void>,
): AsyncGenerator<GibbsIteration<State, Sample>, void, undefined> {
  const { groups, signal, start, firstIteration = 0, moveOf } = options;
  checkOptions(options);
  const begin = start?.step ?? 0;
  let { references, populations } = options;
  for (let iteration = firstIteration; iteration < firstIteration + options.iterations; iteration += 1) {
    const random = atIteration(options.random, iteration);
    const asked = moveOf === undefined ? ({ kind: "conditional", step: begin } as const) : moveOf(iteration);
    if (asked === undefined) return;
    // Ẑ of a population is known where the paths were drawn from one, and until they have moved.
    const isIndependent = references === undefined || (asked.kind === "independent" && populations !== undefined);
    const step = asked.kind === "independent" ? begin : asked.step;
    const from =
      step > begin
        ? branchCloud(
            step,
            groups.map((_, g) => stateAt(references?.[g], step)),
            groups,
          )
        : (start ?? startCloud(groups, process.initial(slotsOf(groups), random)));
    const followed = isIndependent ? undefined : references;
    const reference = followed && new Map(groups.map(({ key }, g) => [key, followed[g]!]));
    const paths = new PathStore(withReferences(from, reference));
    const steered = { groups, random, signal, start: from, ...(reference && { reference }) };
    const isConditional = populations?.[0]?.isConditional === true;
    const resampled: SteeringPolicy = isIndependent && isConditional ? { ...policy, resampler: "multinomial" } : policy;
    let last: StepRecord<State, Sample> | undefined;
    for await (const record of steer(process, reward, resampled, steered)) {
      paths.add(record);
      await onStep?.(record, iteration);
      last = record;
    }
    if (last?.scoring === undefined) throw infeasible(1);
    const record = last;
    const before = { references, populations };
    const moved = groups.map(({ key }, g): GroupIteration<State> => {
      const kept = before.references?.[g];
      const drawn = outputDraw(record, random, key);
      if (drawn === undefined && (!isIndependent || kept === undefined)) throw infeasible(groups.length);
      const logZ = record.scoring?.groups[g]?.logZ ?? Number.NaN;
      const isKept =
        kept !== undefined &&
        isIndependent &&
        !isTaken(logZ - (before.populations?.[g]?.logZ ?? Number.NaN), key, random);
      if (isKept || drawn === undefined) return { chosen: undefined, path: kept!, logZ };
      const [first, ...rest] = paths.of(drawn);
      const stays = step > begin ? kept!.slice(0, step) : Array.from({ length: begin }, () => first!);
      return { chosen: drawn, path: [...stays, first!, ...rest], logZ };
    });
    references = moved.map(({ path }) => path);
    // A suffix's Ẑ is that of the paths which begin as it does.
    populations =
      step > begin
        ? undefined
        : moved.map(({ chosen, logZ }, g) =>
            chosen === undefined ? before.populations![g]! : { logZ, isConditional: !isIndependent || isConditional },
          );
    yield { iteration, record, groups: moved };
  }
}

function infeasible(populations: number): SteeringError {
  return new SteeringError(
    "particles-infeasible",
    populations === 1
      ? "No particle meets the hard constraint, so there is none to refine. Use more particles or a looser constraint."
      : `One of the ${populations} populations has no particle that meets the hard constraint, so that there is none to refine in it. Use fewer islands, more particles or a looser constraint.`,
  );
}

/** Particle independent Metropolis–Hastings (Andrieu, Doucet & Holenstein 2010, section 4.2): with probability min(1, Ẑ′ / Ẑ). */
function isTaken(logRatio: number, group: string, random: RandomStreams): boolean {
  return Math.log(random.stream({ purpose: "reference", group, slot: 0, step: 1 }).uniform()) < logRatio;
}

function stateAt<State>(reference: Path<State> | undefined, step: number): State {
  const state = reference?.[step];
  if (state !== undefined) return state;
  throw new SteeringError("internal", `The kept path has no state at step ${step}. Please report this.`);
}

function checkOptions({ groups, iterations }: Pick<GibbsOptions<never>, "groups" | "iterations">): void {
  const small = groups.find(({ particles }) => particles < 2);
  if (small !== undefined) {
    throw new SteeringError(
      "steering-invalid",
      `Refining needs at least 2 particles, one of them the reference, and there are ${small.particles}. Use more particles.`,
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
