/** Semi-autoregressive generation: block after block, each by another rule. Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { ancestral } from "./ancestral.ts";
import type { Scope, TextProposal } from "./proposal.ts";

/**
 * The places are written in blocks of `size` from left to right, each by the `inner` rule in its share of the steps, with everything after
 * it still masked (Arriola et al. 2025, "Block Diffusion"; LLaDA's semi-autoregressive remasking). Where there are fewer steps than
 * blocks, blocks are as large as they must be for each to have a step.
 *
 * @throws SteeringError `steering-invalid` for a size that is no whole number of at least 1
 */
export function blocks(size: number, inner: TextProposal = ancestral()): TextProposal {
  if (!(Number.isSafeInteger(size) && size >= 1)) {
    throw new SteeringError(
      "steering-invalid",
      sentence`A block must have a whole number of places, at least 1, and it has ${size}. Change ${namedField("proposal.size", undefined, "it")} and run again.`,
      { details: { field: "proposal.size" } },
    );
  }
  return {
    name: `blocks-${size}-${inner.name}`,
    ordersByContent: inner.ordersByContent,
    asksFor: inner.asksFor ?? "nothing",
    isDeterministic: (temperature) => inner.isDeterministic(temperature),
    move: (state, prediction, scope, random) => inner.move(state, prediction, blockScope(scope, size), random),
  };
}

/** The block whose turn it is, and its own steps. */
export function blockScope({ places, step, steps }: Scope, size: number): Scope {
  const width = Math.max(size, Math.ceil(places.length / steps));
  const count = Math.ceil(places.length / width);
  // Block b has the steps ⌊b T/B⌋ … ⌊(b + 1) T/B⌋ − 1.
  const block = Math.floor(((step + 1) * count - 1) / steps);
  const first = Math.floor((block * steps) / count);
  const end = Math.floor(((block + 1) * steps) / count);
  return { places: places.subarray(block * width, (block + 1) * width), step: step - first, steps: end - first };
}
