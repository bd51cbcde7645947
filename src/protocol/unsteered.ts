/**
 * How far a reward spreads without steering, and λ in units of it: the same number means as much for every reward. What is known of it comes
 * from an unsteered run of the same request, its twin. Pure.
 */
import { formatShort } from "./numberWords.ts";
import { plainSettings } from "./presets.ts";
import { maxParticles, runFieldNames } from "./runFields.ts";
import { defaultSpecification, particlesOf, type RunRequest } from "./specification.ts";

export interface Spread {
  /** Standard deviation of the reward. */
  readonly spread: number;
  readonly particles: number;
}

/** What makes no difference to what an unsteered particle may become. */
const steering = new Set<string>([
  ...Object.keys(plainSettings),
  ...["particles", "seed", "standardise", "device", "refine", "pause"],
]);

/** The same text for all requests whose unsteered particles come from one distribution and are scored alike. */
export function twinKey(request: RunRequest): string {
  const whole = { ...defaultSpecification, ...request };
  return JSON.stringify(runFieldNames.flatMap((name) => (steering.has(name) ? [] : [whole[name] ?? null])));
}

/** The same request unsteered: its particles are independent, whichever island they are on. */
export function unsteeredTwin<Request extends RunRequest>(request: Request): Request {
  const all = Math.min(maxParticles, particlesOf(request));
  return { ...request, pause: undefined, strength: 0, islands: 1, particles: all, standardise: 0 };
}

/** "6.1": λ r spreads by so much among unsteered particles. */
export function inSpreads(strength: number, spread: number): string {
  return formatShort(strength * spread);
}
