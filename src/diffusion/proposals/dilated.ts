/** Dilated groups: far places first, then the ones between them, each group by another rule. Pure. */
import { ancestral } from "./ancestral.ts";
import { check } from "./parallel.ts";
import type { Scope, TextProposal } from "./proposal.ts";

/**
 * The places are written in groups of rising density: every `stride`-th place, then those halfway between, and so on down to all; what stands far apart
 * says little of each other, and can be written together (Luxembourg et al. 2025, "Plan for Speed: Dilated Scheduling for Masked Diffusion Language Models",
 * DUS). A filter: each group is revealed by the `inner` rule in its share of the steps. With a step a group, a group is written at once. Where there are
 * fewer steps than groups, it begins with a smaller stride.
 *
 * @throws SteeringError `steering-invalid` for a stride that is no whole number of at least 1
 */
export function dilated(stride: number, inner: TextProposal = ancestral()): TextProposal {
  check("stride", stride, Number.isSafeInteger(stride) && stride >= 1, "a whole number of at least 1");
  return {
    name: `dilated-${stride}-${inner.name}`,
    ordersByContent: inner.ordersByContent,
    asksFor: inner.asksFor ?? "nothing",
    isDeterministic: (temperature) => inner.isDeterministic(temperature),
    move: (state, prediction, scope, random) => inner.move(state, prediction, dilatedScope(scope, stride), random),
  };
}

/** The group whose turn it is, and its own steps. */
export function dilatedScope({ places, step, steps }: Scope, stride: number): Scope {
  const halvings = Math.min(Math.ceil(Math.log2(stride)), steps - 1, Math.ceil(Math.log2(places.length)));
  const groups = halvings + 1;
  // Group g has the steps ⌊g T/G⌋ … ⌊(g + 1) T/G⌋ − 1, and of the multiples of 2^(G − 1 − g) those that no group before it has.
  const group = Math.floor(((step + 1) * groups - 1) / steps);
  const first = Math.floor((group * steps) / groups);
  const end = Math.floor(((group + 1) * steps) / groups);
  const apart = 2 ** (groups - 1 - group);
  const own = places.filter((_, i) => i % apart === 0 && (group === 0 || i % (2 * apart) !== 0));
  return { places: own, step: step - first, steps: end - first };
}
