/** Particle Gibbs as a part of a run: runs again and again, each time with one path of the last time kept as reference, or as the moves say. */
import { throwIfAborted } from "../../errors.ts";
import type { ParticleView } from "../../protocol/particle.ts";
import type { BestBefore, IterationResult } from "../../protocol/run.ts";
import { particleGibbs } from "../../steering/particleGibbs.ts";
import type { ReferencePath } from "../../runfile/document.ts";
import type { Move } from "../../steering/moves.ts";
import type { Cloud } from "../../steering/record.ts";
import { atIteration } from "../../steering/streams.ts";
import { PassLog, type PassEnd, type PassLogOptions } from "./passLog.ts";
import type { Passes } from "../../protocol/passes.ts";
import type { AnySample } from "../reward/opened.ts";
import type { RunSteering } from "./runSteering.ts";

export interface RefineOptions {
  /** From 1, unless a run is resumed or goes on. */
  readonly first: number;
  /** The last one, at most. */
  readonly last: number;
  /** Whose path it is to begin from. */
  readonly particle: number;
  /** The path to begin from: states at step 0 … steps, as `steer` takes it. */
  readonly reference: readonly (object | undefined)[];
  readonly passes: Passes;
  readonly secondsLeft: PassLogOptions["secondsLeft"];
  /** The path lies in the run file already. */
  readonly isKept: boolean;
  /** The iteration that it is of, where that is not the one before the first. */
  readonly since?: number | undefined;
  /** Where every iteration begins; absent: at noise. */
  readonly start?: Cloud<object>;
  /** Of a run that goes on. Absent: each iteration runs around all of the path. */
  readonly moves?: Moves;
  /** Called after each iteration: whether that was enough. */
  readonly isEnough?: (end: PassEnd, result: IterationResult) => boolean;
}

export interface Moves {
  /** What an iteration does; undefined: none is to follow. */
  readonly moveOf: (iteration: number) => Move | undefined;
  /** What the iteration before the first came to. The path was drawn from its particles by weight, or stayed with it. */
  readonly before: IterationResult;
}

/** How the last iteration ended, and what each came to. Throws what `particleGibbs` throws, and `AbortError` where the run is to halt. */
export async function refined(
  steering: RunSteering,
  options: RefineOptions,
): Promise<{ end: PassEnd; iterations: IterationResult[] }> {
  const { first, last, particle, since, reference, passes, secondsLeft, isKept, start, moves } = options;
  const { isEnough = () => false } = options;
  const { process, reward, policy, groups, random, signal, halt } = steering;
  const group = groups[0]!;
  const gibbs = {
    group,
    random,
    signal,
    iterations: last - first + 1,
    reference,
    firstIteration: first,
    ...(start && { start }),
    ...(moves && {
      moveOf: moves.moveOf,
      population: { logZ: moves.before.logZ, isConditional: moves.before.iteration > 0 },
    }),
  };
  let before = moves?.before;
  let kept: Pick<ReferencePath, "particle" | "since"> = { particle, since };
  const results: IterationResult[] = [];
  let log: PassLog | undefined;
  let end: PassEnd | undefined;
  if (!isKept) await keepReference(steering, { iteration: first, ...kept, path: reference });
  throwIfAborted(halt);
  for await (const { iteration, chosen, path } of particleGibbs(process, reward, policy, gibbs, (record, at) => {
    log ??= new PassLog(steering, { pass: passes.refinement(at), iteration: at, secondsLeft });
    return log.add(record);
  })) {
    end = log!.end(atIteration(random, iteration));
    log = undefined;
    // Of the last one, too: the run can go on from there.
    kept =
      chosen === undefined ? { ...kept, since: kept.since ?? iteration - 1 } : { particle: chosen, since: undefined };
    await keepReference(steering, { iteration: iteration + 1, ...kept, path });
    const result = iterationResult(iteration, outcomeOf(end), chosen ?? before!);
    results.push(result);
    before = result;
    if (isEnough(end, result) || iteration === last) break;
    throwIfAborted(halt);
  }
  return { end: end!, iterations: results };
}

/** Without the path an iteration could not be gone on with: all of it, or where it is known at scored steps alone, those. */
async function keepReference(
  { file, process }: RunSteering,
  {
    iteration,
    particle,
    since,
    path,
  }: Pick<ReferencePath, "particle" | "since"> & {
    readonly iteration: number;
    readonly path: readonly (object | undefined)[];
  },
): Promise<void> {
  if (file === undefined) return;
  const known = path.flatMap((state, step) => (state === undefined ? [] : [{ state, step }]));
  const states = await file.storeStates(
    known.map(({ state }) => state),
    (state) => process.encode(state),
    "reference",
  );
  const at = known.length === path.length ? {} : { at: known.map(({ step }) => step) };
  const of = since === undefined ? {} : { since };
  await file.write({
    kind: "reference",
    iteration,
    particle,
    ...of,
    ...(states === undefined ? {} : { states, ...at }),
  });
}

/** What the particles of an iteration came to. */
export interface IterationOutcome {
  readonly rewards: readonly number[];
  /** Normalised. */
  readonly weights: readonly number[];
  readonly logZ: number;
}

export function outcomeOf({ particles, groups }: Pick<PassEnd, "particles" | "groups">): IterationOutcome {
  return {
    rewards: particles.map(({ reward }) => reward),
    weights: particles.map(({ weight }) => weight),
    logZ: groups[0]!.logZ,
  };
}

/**
 * @param kept index of the particle whose path goes on as reference; or what the iteration before came to, where its path does: as a population that was not
 * taken leaves the chain where it was, so does it leave the mean by weight
 */
export function iterationResult(
  iteration: number,
  { rewards, weights, logZ }: IterationOutcome,
  kept: number | IterationResult,
): IterationResult {
  const isOwn = typeof kept === "number";
  return {
    iteration,
    logZ,
    meanReward: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
    bestReward: rewards.reduce((best, reward) => Math.max(best, reward)),
    keptReward: isOwn ? rewards[kept]! : kept.keptReward,
    // Whoever has no weight may have a reward of −∞.
    steeredMean: isOwn
      ? rewards.reduce((sum, reward, n) => (weights[n] === 0 ? sum : sum + weights[n]! * reward), 0)
      : kept.steeredMean,
  };
}

/** The best of the iterations that are over. */
export class BestOfIterations {
  #best: BestBefore | undefined;
  #sample: AnySample | undefined;

  constructor(before: BestBefore | undefined) {
    this.#best = before;
  }

  /** Of every iteration, none of which is enough. */
  readonly heard = (end: PassEnd, { iteration }: IterationResult): boolean => {
    this.add(iteration, end);
    return false;
  };

  add(iteration: number, { particles, best, scoring }: PassEnd): void {
    const particle: ParticleView | undefined = particles[best];
    // Of equals the last: it is seen without a look back.
    if (particle !== undefined && !(particle.reward < (this.#best?.particle.reward ?? -Infinity))) {
      this.#best = { iteration, particle };
      this.#sample = scoring.samples[best]?.[0];
    }
  }

  /** Of one that was found here, and not in a file. */
  get sample(): AnySample | undefined {
    return this.#sample;
  }

  /** Undefined where it is the last one's. */
  before(last: number): BestBefore | undefined {
    return this.#best?.iteration === last ? undefined : this.#best;
  }
}
