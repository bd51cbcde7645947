/** Any way to steer, for properties that must hold whatever was chosen. */
import fc from "fast-check";
import { potentialNames, resamplerNames, resamplingNames, type SteeringPolicy } from "../../../src/steering/policy.ts";

/** Policies for a process of 6 steps. */
export const anyPolicy: fc.Arbitrary<SteeringPolicy> = fc.record({
  strength: fc.double({ min: -4, max: 4, noNaN: true }),
  potential: fc.constantFrom(...potentialNames),
  draws: fc.integer({ min: 1, max: 3 }),
  resampler: fc.constantFrom(...resamplerNames),
  resampling: fc.constantFrom(...resamplingNames),
  essThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
  schedule: fc.oneof(
    fc.record({ kind: fc.constant("every" as const), every: fc.integer({ min: 1, max: 7 }) }),
    fc.record({
      kind: fc.constant("steps" as const),
      steps: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
    }),
  ),
  tempering: fc.oneof(
    fc.constant({ kind: "constant" as const }),
    fc.constant({ kind: "linear" as const }),
    fc.record({ kind: fc.constant("geometric" as const), from: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant("adaptive" as const), essFraction: fc.double({ min: 0.05, max: 1, noNaN: true }) }),
  ),
});

/** One to three groups of one to six particles. */
export const anyGroups = fc
  .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 })
  .map((counts) => counts.map((particles, i) => ({ key: `group ${i}`, particles })));

export const anySeed = fc.nat(1_000_000);
