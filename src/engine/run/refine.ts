/** Particle Gibbs as a part of a run: runs again and again, each time with one path of the last time kept as reference. */
import type { IterationResult } from "../../protocol/run.ts";
import { particleGibbs } from "../../steering/particleGibbs.ts";
import { atIteration } from "../../steering/streams.ts";
import { PassLog, type PassEnd } from "./passLog.ts";
import type { Passes } from "../../protocol/passes.ts";
import type { RunSteering } from "./runSteering.ts";

export interface RefineOptions {
  readonly iterations: number;
  /** Whose path it is to begin from. */
  readonly particle: number;
  /** The path to begin from: states at step 0 … steps. */
  readonly reference: readonly object[];
  readonly passes: Passes;
  /** Seconds since iteration 0 began. */
  readonly elapsed: () => number;
}

/** How the last iteration ended, and what each came to. Throws what `particleGibbs` throws. */
export async function refined(
  steering: RunSteering,
  { iterations, particle, reference, passes, elapsed }: RefineOptions,
): Promise<{ end: PassEnd; iterations: IterationResult[] }> {
  const { process, reward, policy, groups, random, signal } = steering;
  const gibbs = { group: groups[0]!, random, signal, iterations, reference, firstIteration: 1 };
  const results: IterationResult[] = [];
  let log: PassLog | undefined;
  let end: PassEnd | undefined;
  await keepReference(steering, { iteration: 1, particle, path: reference });
  for await (const { iteration, chosen, path } of particleGibbs(process, reward, policy, gibbs, (record, at) => {
    log ??= new PassLog(steering, { pass: passes.refinement(at), iteration: at, elapsed });
    return log.add(record);
  })) {
    end = log!.end(atIteration(random, iteration));
    results.push(iterationResult(iteration, end, chosen));
    log = undefined;
    if (iteration < iterations) await keepReference(steering, { iteration: iteration + 1, particle: chosen, path });
  }
  return { end: end!, iterations: results };
}

/** The whole path, and not at the scored steps alone: without it an iteration could not be gone on with. */
async function keepReference(
  { file, process }: RunSteering,
  {
    iteration,
    particle,
    path,
  }: { readonly iteration: number; readonly particle: number; readonly path: readonly object[] },
): Promise<void> {
  if (file === undefined) return;
  const states = await file.storeStates(path, (state) => process.encode(state), "reference");
  await file.write({ kind: "reference", iteration, particle, ...(states === undefined ? {} : { states }) });
}

/** @param kept index of the particle whose path goes on as reference */
export function iterationResult(
  iteration: number,
  { particles, best, groups }: Pick<PassEnd, "particles" | "best" | "groups">,
  kept: number,
): IterationResult {
  return {
    iteration,
    logZ: groups[0]!.logZ,
    meanReward: particles.reduce((sum, { reward }) => sum + reward, 0) / particles.length,
    bestReward: particles[best]!.reward,
    keptReward: particles[kept]!.reward,
  };
}
