/** Exact draws of whole paths from the steered law of the enumerable chain. */
import { drawByWeight } from "../../src/steering/output.ts";
import type { RandomStream } from "../../src/steering/random.ts";
import { stateCount, transitionLaw, type EnumerableChain } from "./enumerableChain.ts";

/**
 * A sampler of paths x at steps 0 … steps with probability p(path) exp(λ r(x₀)) / Z: each transition is weighted by
 * h(x) = E[exp(λ r) | x], worked out backwards.
 */
export function exactPaths(
  { table, steps, rewards }: EnumerableChain,
  strength: number,
): (random: RandomStream) => number[] {
  const laws = Array.from({ length: steps }, (_, step) =>
    Array.from({ length: stateCount }, (__, state) => transitionLaw(table, state, 1 / (steps - step))),
  );
  let ahead = rewards.map((reward) => Math.exp(strength * reward));
  const guided = laws
    .toReversed()
    .map((fromStates) => {
      const weighted = fromStates.map((law) => law.map((p, to) => p * ahead[to]!));
      ahead = weighted.map((law) => law.reduce((a, b) => a + b, 0));
      return weighted;
    })
    .toReversed();
  return (random) => {
    const path = [0];
    for (const step of guided) path.push(drawByWeight(step[path.at(-1)!]!, random));
    return path;
  };
}
