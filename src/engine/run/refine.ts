/** Particle Gibbs as a part of a run: runs again and again, each time with one path of the last time kept as reference, or as the moves say. */
import { throwIfAborted } from "../../errors.ts";
import type { ParticleView } from "../../protocol/particle.ts";
import type { BestBefore, IterationGroup, IterationResult } from "../../protocol/run.ts";
import { particleGibbs } from "../../steering/particleGibbs.ts";
import type { Path } from "../../steering/paths.ts";
import type { ReferencePath } from "../../runfile/document.ts";
import type { RunFileReference } from "../../runfile/format.ts";
import type { StoredStates } from "../../runfile/stateStore.ts";
import type { Move } from "../../steering/moves.ts";
import type { Cloud } from "../../steering/record.ts";
import { atIteration } from "../../steering/streams.ts";
import { PassLog, type PassEnd, type PassLogOptions } from "./passLog.ts";
import { archipelagosOf, type PromptGroup } from "./promptGroups.ts";
import type { Passes } from "../../protocol/passes.ts";
import type { AnySample } from "../reward/opened.ts";
import type { RunSteering } from "./runSteering.ts";

export interface RefineOptions {
  /** From 1, unless a run is resumed or goes on. */
  readonly first: number;
  /** The last one, at most. */
  readonly last: number;
  /** By group, the path to begin from. */
  readonly paths: readonly KeptPath[];
  /** By group, of the run itself. */
  readonly logZ: readonly number[];
  readonly passes: Passes;
  readonly secondsLeft: PassLogOptions["secondsLeft"];
  /** The paths lie in the run file already. */
  readonly isKept: boolean;
  /** Where every iteration begins; absent: at noise. */
  readonly start?: Cloud<object>;
  /** Of a run that goes on. Absent: each iteration runs around all of the path. */
  readonly moves?: Moves;
  /** Called after each iteration: whether that was enough. */
  readonly isEnough?: (end: PassEnd, result: IterationResult) => boolean;
}

/** A path that an iteration follows, and whose it is. */
export interface KeptPath extends Pick<ReferencePath, "particle" | "since"> {
  readonly reference: Path<object>;
}

export interface Moves {
  /** What an iteration does; undefined: none is to follow. */
  readonly moveOf: (iteration: number) => Move | undefined;
  /** What the iteration before the first came to. The paths were drawn from its particles by weight, or stayed with it. */
  readonly before: IterationResult;
}

/** How the last iteration ended, and what each came to. Throws what `particleGibbs` throws, and `AbortError` where the run is to halt. */
export async function refined(
  steering: RunSteering,
  options: RefineOptions,
): Promise<{ end: PassEnd; iterations: IterationResult[] }> {
  const { first, last, logZ, passes, secondsLeft, isKept, start, moves } = options;
  const { isEnough = () => false } = options;
  const { process, reward, policy, groups, random, signal, halt } = steering;
  let { paths } = options;
  let before = moves?.before;
  const gibbs = {
    groups,
    random,
    signal,
    iterations: last - first + 1,
    references: paths.map(({ reference }) => reference),
    firstIteration: first,
    ...(start && { start }),
    ...(moves && {
      moveOf: moves.moveOf,
      populations: groupsOf(moves.before).map((group) => ({
        logZ: group.logZ,
        isConditional: moves.before.iteration > 0,
      })),
    }),
  };
  const results: IterationResult[] = [];
  let log: PassLog | undefined;
  let end: PassEnd | undefined;
  if (!isKept) await keepReferences(steering, first, paths);
  throwIfAborted(halt);
  for await (const { iteration, groups: moved } of particleGibbs(process, reward, policy, gibbs, (record, at) => {
    log ??= new PassLog(steering, { pass: passes.refinement(at), iteration: at, secondsLeft });
    return log.add(record);
  })) {
    end = log!.end(atIteration(random, iteration));
    log = undefined;
    // Of the last one, too: the run can go on from there.
    paths = moved.map(({ chosen, path }, g): KeptPath => {
      const { particle, since = iteration - 1 } = paths[g]!;
      return chosen === undefined
        ? { particle, since, reference: path }
        : { particle: chosen, since: undefined, reference: path };
    });
    await keepReferences(steering, iteration + 1, paths);
    const kept = moved.map(({ chosen }, g) => chosen ?? groupsOf(before!)[g]!);
    const result = iterationResult(iteration, outcomeOf(end), { kept, groups, logZ });
    results.push(result);
    before = result;
    if (isEnough(end, result) || iteration === last) break;
    throwIfAborted(halt);
  }
  return { end: end!, iterations: results };
}

/** Without the paths an iteration could not be gone on with: all of each, or where it is known at scored steps alone, those. */
async function keepReferences(
  { file, process }: RunSteering,
  iteration: number,
  paths: readonly KeptPath[],
): Promise<void> {
  if (file === undefined) return;
  const known = paths.map(({ reference }) =>
    reference.flatMap((state, step) => (state === undefined ? [] : [{ state, step }])),
  );
  // Of all groups at once: past the limit of states the newest that were stored together are kept.
  const all = known.flat().map(({ state }) => state);
  const stored = await file.storeStates(all, (state) => process.encode(state), "reference");
  let start = 0;
  const lines = paths.map(({ particle, since, reference }, group): RunFileReference => {
    const own = known[group]!;
    const states = stored && storedPart(stored, start, own.length);
    start += own.length;
    return {
      kind: "reference",
      iteration,
      ...(group === 0 ? {} : { group }),
      particle,
      ...(since === undefined ? {} : { since }),
      ...(states && { states, ...(own.length < reference.length && { at: own.map(({ step }) => step) }) }),
    };
  });
  await file.write(...lines);
}

/** So many of what was stored together, with their places alone. */
function storedPart({ places, of }: StoredStates, start: number, count: number): StoredStates {
  const own = of.slice(start, start + count);
  const unique = [...new Set(own)];
  const order = new Map(unique.map((place, i) => [place, i]));
  return { places: unique.map((place) => places[place]!), of: own.map((place) => order.get(place)!) };
}

/** What the particles of an iteration came to. */
export interface IterationOutcome {
  readonly rewards: readonly number[];
  /** Normalised within each group. */
  readonly weights: readonly number[];
  readonly groups: readonly { readonly logZ: number }[];
}

export function outcomeOf({ particles, groups }: Pick<PassEnd, "particles" | "groups">): IterationOutcome {
  return {
    rewards: particles.map(({ reward }) => reward),
    weights: particles.map(({ weight }) => weight),
    groups,
  };
}

interface IterationOf {
  readonly groups: readonly PromptGroup[];
  /** By group, of the run itself: what the groups count by. */
  readonly logZ: readonly number[];
  /**
   * By group: index of the particle whose path goes on as reference; or what the iteration before came to, where its path does: as a population that was not
   * taken leaves the chain where it was, so does it leave the mean by weight.
   */
  readonly kept: readonly (number | IterationGroup)[];
}

export function iterationResult(
  iteration: number,
  { rewards, weights, groups: outcomes }: IterationOutcome,
  { kept, groups, logZ: logZs }: IterationOf,
): IterationResult {
  let start = 0;
  const each = outcomes.map(({ logZ }, g): IterationGroup => {
    const { particles } = groups[g]!;
    const own = Array.from({ length: particles }, (_, i) => start + i);
    start += particles;
    const from = kept[g]!;
    if (typeof from !== "number") return { ...from, logZ };
    // Whoever has no weight may have a reward of −∞.
    const steeredMean = own.reduce((sum, n) => (weights[n] === 0 ? sum : sum + weights[n]! * rewards[n]!), 0);
    return { logZ, keptReward: rewards[from]!, steeredMean };
  });
  // A kernel that leaves the target as it is leaves right by what the islands counted before.
  const shares = archipelagosOf(groups, logZs).flatMap((islands) => [...islands.shares]);
  const prompts = archipelagosOf(
    groups,
    each.map(({ logZ }) => logZ),
  );
  const meanOf = (read: (group: IterationGroup) => number): number =>
    each.reduce((sum, group, g) => sum + shares[g]! * read(group), 0) / prompts.length;
  const isRecorded = each.every(({ steeredMean }) => steeredMean !== undefined);
  return {
    iteration,
    logZ: prompts.reduce((sum, { logZ }) => sum + logZ, 0) / prompts.length,
    meanReward: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
    bestReward: rewards.reduce((best, reward) => Math.max(best, reward)),
    keptReward: meanOf(({ keptReward }) => keptReward),
    steeredMean: isRecorded ? meanOf(({ steeredMean }) => steeredMean!) : undefined,
    ...(each.length > 1 && { groups: each }),
  };
}

/** What an iteration came to in each group. */
export function groupsOf(result: IterationResult): readonly IterationGroup[] {
  return result.groups ?? [result];
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
