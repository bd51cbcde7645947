/** Small runs for the tests of this folder. */
import type { ParticleView, TextParticle } from "../../../src/protocol/particle.ts";
import type { GroupResult, Pass, StepEvent } from "../../../src/protocol/run.ts";
import { parseSpecification, type RunRequest, type RunSpecification } from "../../../src/protocol/specification.ts";

export function specification(changed: Partial<RunRequest> = {}): RunSpecification {
  return parseSpecification({
    model: "stories",
    prompt: "Once upon a time",
    rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }],
    steps: 8,
    particles: 2,
    ...changed,
  });
}

export function particle(index: number, reward: number, generated = ` text ${index}`, group = 0): TextParticle {
  return {
    modality: "text",
    index,
    group,
    text: `Once upon a time${generated}`,
    generated,
    pieces: [{ text: generated, masked: false }],
    reward,
    parts: [reward],
    weight: 0.5,
    ancestor: index,
  };
}

const onlyPass: Pass = { kind: "run", number: 1, count: 1 };

/** A scored step of one prompt. */
export function step(at: number, particles: readonly ParticleView[], { ess = 2, pass = onlyPass } = {}): StepEvent {
  return {
    kind: "step",
    pass,
    step: at,
    steps: 8,
    scoring: {
      groups: [{ prompt: "Once upon a time", ess, resampled: false, logZ: 0, strength: 10, survivors: 2 }],
      ancestors: particles.map(({ index }) => index),
      particles,
    },
    previews: undefined,
    forwardPasses: at * particles.length,
    secondsLeft: 8 - at,
  };
}

/** How a run of one prompt ended. */
export function groupResult(changed: Partial<GroupResult> = {}): GroupResult {
  return {
    prompt: "Once upon a time",
    best: 0,
    draw: 0,
    logZ: 0,
    resamplings: 0,
    scored: [{ step: 8, ess: 1, resampled: false, strength: 10, survivors: 1 }],
    ...changed,
  };
}
