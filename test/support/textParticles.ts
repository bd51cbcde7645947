/** Particles of a run that is known to write texts. */
import { isTextParticle, type ParticleView, type TextParticle } from "../../src/protocol/particle.ts";

export function textParticle(particle: ParticleView | undefined): TextParticle {
  if (particle !== undefined && isTextParticle(particle)) return particle;
  throw new Error("There is no such particle, or it is no text.");
}

export function textParticles(particles: readonly ParticleView[]): TextParticle[] {
  return particles.map(textParticle);
}
