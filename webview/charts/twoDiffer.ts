/** How likely it is that two draws by weight differ. Pure. */
import { modalityOf } from "../../src/protocol/modality.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";

/**
 * Gini–Simpson, in 0 … 1: 1 − Σ (weight of each distinct text or picture)². A picture that is missing is like no other.
 *
 * @param weights normalised, in the order of the particles
 */
export function twoDiffer(particles: readonly ParticleView[], weights: ArrayLike<number>): number {
  const shares = new Map<string, number>();
  particles.forEach((particle, n) => {
    const key = modalityOf(particle).foldKey(particle) ?? `#${n}`;
    shares.set(key, (shares.get(key) ?? 0) + weights[n]!);
  });
  // Rounding may take the sum of normalised weights above 1.
  return Math.max(0, 1 - [...shares.values()].reduce((sum, share) => sum + share ** 2, 0));
}
