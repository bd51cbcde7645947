/** Particle Gibbs as a part of a run: runs again and again, each time with one path of the last time kept as reference. */
import { throwIfAborted } from "../../errors.ts";
import type { IterationResult } from "../../protocol/run.ts";
import { particleGibbs } from "../../steering/particleGibbs.ts";
import { atIteration } from "../../steering/streams.ts";
import { PassLog, type PassEnd, type PassLogOptions } from "./passLog.ts";
import type { Passes } from "../../protocol/passes.ts";
import type { RunSteering } from "./runSteering.ts";

export interface RefineOptions {
  /** From `first`, which is 1 unless a run is resumed, to the last one. */
  readonly iterations: number;
  readonly first: number;
  /** Whose path it is to begin from. */
  readonly particle: number;
  /** The path to begin from: states at step 0 … steps. */
  readonly reference: readonly object[];
  readonly passes: Passes;
  readonly secondsAStep: PassLogOptions["secondsAStep"];
  /** The path lies in the run file already. */
  readonly isKept: boolean;
}

/** How the last iteration ended, and what each came to. Throws what `particleGibbs` throws. */
export async function refined(
  steering: RunSteering,
  { iterations, first, particle, reference, passes, secondsAStep, isKept }: RefineOptions,
): Promise<{ end: PassEnd; iterations: IterationResult[] }> {
  const { process, reward, policy, groups, random, signal } = steering;
  const group = groups[0]!;
  const gibbs = { group, random, signal, iterations: iterations - first + 1, reference, firstIteration: first };
  const results: IterationResult[] = [];
  let log: PassLog | undefined;
  let end: PassEnd | undefined;
  if (!isKept) await keepReference(steering, { iteration: first, particle, path: reference });
  for await (const { iteration, chosen, path } of particleGibbs(process, reward, policy, gibbs, (record, at) => {
    log ??= new PassLog(steering, { pass: passes.refinement(at), iteration: at, secondsAStep });
    return log.add(record);
  })) {
    end = log!.end(atIteration(random, iteration));
    results.push(iterationResult(iteration, outcomeOf(end), chosen));
    log = undefined;
    if (iteration < iterations) await keepReference(steering, { iteration: iteration + 1, particle: chosen, path });
  }
  return { end: end!, iterations: results };
}

/** The whole path, and not at the scored steps alone: without it an iteration could not be gone on with. Throws `AbortError` where the run is to halt. */
async function keepReference(
  { file, halt, process }: RunSteering,
  {
    iteration,
    particle,
    path,
  }: { readonly iteration: number; readonly particle: number; readonly path: readonly object[] },
): Promise<void> {
  if (file !== undefined) {
    const states = await file.storeStates(path, (state) => process.encode(state), "reference");
    await file.write({ kind: "reference", iteration, particle, ...(states === undefined ? {} : { states }) });
  }
  throwIfAborted(halt);
}

/** What the particles of an iteration came to. */
export interface IterationOutcome {
  readonly rewards: readonly number[];
  readonly logZ: number;
}

export function outcomeOf({ particles, groups }: Pick<PassEnd, "particles" | "groups">): IterationOutcome {
  return { rewards: particles.map(({ reward }) => reward), logZ: groups[0]!.logZ };
}

/** @param kept index of the particle whose path goes on as reference */
export function iterationResult(iteration: number, { rewards, logZ }: IterationOutcome, kept: number): IterationResult {
  return {
    iteration,
    logZ,
    meanReward: rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
    bestReward: rewards.reduce((best, reward) => Math.max(best, reward)),
    keptReward: rewards[kept]!,
  };
}
