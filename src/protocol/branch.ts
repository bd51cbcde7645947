/** A run that begins from a particle of another: where, and what of its settings may be other. Pure. */
import type { RunFieldName } from "./runFields.ts";
import { particlesOf, type RunRequest, type RunSpecification } from "./specification.ts";

/** A particle as it was scored at a step of a run. */
export interface BranchPlace {
  /** Absolute path of the run's file. */
  readonly run: string;
  /** Of particle Gibbs; undefined: the last that has the step. */
  readonly iteration?: number | undefined;
  readonly step: number;
  readonly particle: number;
}

/** What a branch decides itself; everything else moves the particles, and stays as it was. */
export const branchFields = [
  "rewards",
  "particles",
  "strength",
  "potential",
  "seed",
  "schedule",
  "resampling",
  "essThreshold",
  "resampler",
  "pause",
  "tempering",
  "draws",
  "candidates",
  "standardise",
  "device",
] as const satisfies readonly RunFieldName[];

export type BranchChanges = Partial<Pick<RunRequest, (typeof branchFields)[number]>>;

/** Of one prompt, in one population, refined or not. */
const ownFields: readonly RunFieldName[] = [...branchFields, "prompt", "otherPrompts", "islands", "refine"];

/**
 * The specification of a branch: as many particles as the prompt has on all of its islands. Where nothing else is asked, the seed is the next one: with the run's own a person would see noise again by which the particle was
 * chosen.
 *
 * @param prompt of the particle
 */
export function branchOf(run: RunSpecification, prompt: string, changes: BranchChanges = {}): RunRequest {
  const { refine: _, ...settings } = run;
  const seed = run.seed === Number.MAX_SAFE_INTEGER ? 0 : run.seed + 1;
  return { ...settings, prompt, otherPrompts: [], islands: 1, particles: particlesOf(run), seed, ...changes };
}

/** The first field in which a run cannot be a branch of the other; undefined where it can be. */
export function foreignField(run: RunSpecification, branch: RunSpecification): RunFieldName | undefined {
  return (Object.keys({ ...run, ...branch }) as RunFieldName[]).find(
    (name) => !ownFields.includes(name) && JSON.stringify(run[name]) !== JSON.stringify(branch[name]),
  );
}
