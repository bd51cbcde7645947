/** Whether an iteration of particle Gibbs takes exact draws of paths to exact draws: by how far it moves averages that must stay. */
import { type GibbsOptions, particleGibbs } from "../../src/steering/particleGibbs.ts";
import type { Move } from "../../src/steering/moves.ts";
import type { RandomStream } from "../../src/steering/random.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { digit, enumerableChain, maskedCount, places } from "./enumerableChain.ts";
import { signal } from "./estimates.ts";
import { exactPaths } from "./exactPaths.ts";
import { Sample } from "./zScore.ts";

const chain = enumerableChain({ seed: 3 });

export type Path = readonly number[];

/** Choices on the way show there: how much is masked at each of these steps, and how much is what it is at the end. */
const onPaths = (steps: readonly number[]): readonly ((path: Path) => number)[] => [
  (path) => chain.rewards[path.at(-1)!]!,
  ...steps.map((step) => (path: Path) => maskedCount(path[step]!)),
  ...steps.map((step) => (path: Path) => agreements(path[step]!, path.at(-1)!)),
  ...Array.from({ length: places }, (_, place) => (path: Path) => (digit(path.at(-1)!, place) === 1 ? 1 : 0)),
];

function agreements(one: number, other: number): number {
  return Array.from({ length: places }, (_, place) => place).filter(
    (place) => digit(one, place) === digit(other, place),
  ).length;
}

/** What of a path an iteration is given, and at which steps on the way it is looked at. */
export interface KnownPath {
  readonly steps: readonly number[];
  readonly isKnown: (step: number) => boolean;
}

const wholePath: KnownPath = { steps: [1, 2, 3], isKnown: () => true };

/** What the iterations do, one after the other; absent: one conditional run around all of the path. */
export interface Moves extends Pick<GibbsOptions<number>, "populations"> {
  /** @param path before, which no right choice of a move looks at */
  readonly movesOf: (path: Path, random: RandomStream) => readonly Move[];
}

const oneRun: Moves = { movesOf: () => [{ kind: "conditional", step: 0 }] };

/**
 * z-scores of the mean of f(path after) − f(path before) over `runs` iterations, each from an exact draw. Both have the law π if it
 * is stationary; and as most paths stay what they were, the difference is known far better than either.
 */
export async function stationarityScores(
  policy: SteeringPolicy,
  particles: number,
  runs: number,
  { steps, isKnown }: KnownPath = wholePath,
  { movesOf, populations }: Moves = oneRun,
): Promise<number[]> {
  const drawPath = exactPaths(chain, policy.strength);
  const random = createRandomStreams(0).stream({ purpose: "reference", group: "exact", slot: 0, step: 0 });
  const looked = onPaths(steps);
  const samples = looked.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const before = drawPath(random);
    const reference = before.map((state, step) => (isKnown(step) ? state : undefined));
    const group = { key: "g", particles };
    const moves = movesOf(before, random);
    const options = {
      ...{ groups: [group], random: createRandomStreams(seed), signal, references: [reference] },
      ...{ iterations: moves.length, moveOf: (iteration: number) => moves[iteration] },
      ...(populations && { populations }),
    };
    let after: readonly (number | undefined)[] = before;
    for await (const { groups } of particleGibbs(chain.process, chain.reward, policy, options)) after = groups[0]!.path;
    looked.forEach((f, i) => samples[i]!.add(f(after as Path) - f(before)));
  }
  return samples.map(({ mean, standardError }) => mean / standardError);
}
