/** Fixed numbers of tokens a step. Pure. */
import type { Scope } from "./proposal.ts";

/**
 * How many of the masked places to write in this step, so that after step k of T about k/T of all places are written, and after the
 * last one all.
 */
export function evenCount({ places, step, steps }: Scope, masked: number): number {
  const wanted = Math.round((places.length * (step + 1)) / steps);
  return Math.max(0, wanted - (places.length - masked));
}
