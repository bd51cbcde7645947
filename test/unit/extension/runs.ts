/** Small runs for the tests of this folder. */
import type { ParticleView, StepEvent } from "../../../src/protocol/run.ts";
import { parseSpecification, type RunRequest, type RunSpecification } from "../../../src/protocol/specification.ts";

export function specification(changed: Partial<RunRequest> = {}): RunSpecification {
  return parseSpecification({
    model: "stories",
    prompt: "Once upon a time",
    rewards: [{ source: { kind: "builtin", name: "sentiment" } }],
    steps: 8,
    particles: 2,
    ...changed,
  });
}

export function particle(index: number, reward: number, generated = ` text ${index}`): ParticleView {
  return {
    index,
    text: `Once upon a time${generated}`,
    generated,
    pieces: [{ text: generated, masked: false }],
    reward,
    parts: [reward],
    weight: 0.5,
    ancestor: index,
  };
}

export function step(at: number, particles: readonly ParticleView[], { ess = 2 } = {}): StepEvent {
  return {
    kind: "step",
    step: at,
    steps: 8,
    scoring: {
      ess,
      resampled: false,
      logZ: 0,
      strength: 10,
      ancestors: particles.map(({ index }) => index),
      particles,
    },
    forwardPasses: at * particles.length,
    secondsLeft: 8 - at,
  };
}
