/** A small run as its file has it, for tests of the reader and of what shows runs. */
import { parseSpecification } from "../../src/protocol/specification.ts";
import { runFileVersion, type RunFileEnd, type RunFileHeader, type RunFileStep } from "../../src/runfile/format.ts";

const particle = {
  modality: "text" as const,
  index: 0,
  group: 0,
  text: "Once upon a time there was a cat.",
  generated: " there was a cat.",
  pieces: [{ text: " there was a cat.", masked: false }],
  reward: 0.5,
  parts: [0.5],
  weight: 1,
  ancestor: 0,
};

export const exampleHeader: RunFileHeader = {
  kind: "header",
  version: runFileVersion,
  created: "2026-11-22T12:00:00.000Z",
  specification: parseSpecification({
    model: "stories",
    prompt: "Once upon a time",
    rewards: [{ source: { kind: "builtin", name: "sentiment" } }],
    particles: 1,
  }),
  model: { name: "stories", files: [{ path: "onnx/model.onnx", sha256: "00" }] },
  rewards: [{ name: "sentiment", sha256: "11", parameters: {} }],
  device: { provider: "cpu", tried: [{ provider: "cpu", milliseconds: 10 }] },
  versions: { node: "24.0.0" },
};

export const exampleStep: RunFileStep = {
  kind: "step",
  iteration: 0,
  step: 4,
  steps: 64,
  groups: [{ prompt: "Once upon a time", ess: 1, resampled: false, logZ: -0.25, strength: 10, survivors: 1 }],
  values: [0.5],
  rewards: [[0.5, -Infinity]],
  logPotentials: [5],
  logWeights: [5],
  ancestors: [0],
  particles: [particle],
  states: [{ offset: 0, length: 12 }],
};

export const exampleEnd: RunFileEnd = {
  kind: "end",
  outcome: "done",
  particles: [particle],
  best: 0,
  groups: [
    {
      prompt: "Once upon a time",
      best: 0,
      draw: 0,
      logZ: -0.25,
      resamplings: 0,
      scored: [{ step: 64, ess: 1, resampled: false, strength: 10, survivors: 1 }],
    },
  ],
  iterations: [],
  forwardPasses: 40,
  seconds: { total: 2, model: 1.5, reward: 0.1, rewards: [0.1], decode: 0.1, loading: 0.3 },
};
