/** A small run as its file has it, for tests of the reader and of what shows runs. */
import { parseSpecification } from "../../src/protocol/specification.ts";
import type { BytePlace } from "../../src/runfile/schema.ts";
import {
  runFileVersion,
  type RunFileEnd,
  type RunFileHeader,
  type RunFileLine,
  type RunFileResult,
  type RunFileSelection,
  type RunFileStep,
} from "../../src/runfile/format.ts";
import { encodeDraws } from "../../src/runfile/sampleBlock.ts";
import { openRunFile } from "../../src/runfile/write.ts";

export const exampleHeader: RunFileHeader = {
  kind: "header",
  version: runFileVersion,
  created: "2026-11-22T12:00:00.000Z",
  modality: "text",
  specification: parseSpecification({
    model: "stories",
    prompt: "Once upon a time",
    rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }],
    particles: 1,
  }),
  groups: [{ key: "Once upon a time", prompt: "Once upon a time", particles: 1 }],
  model: { name: "stories", files: [{ path: "onnx/model.onnx", sha256: "00" }] },
  rewards: [{ name: "sentiment-lexicon", sha256: "11", parameters: {} }],
  sandboxed: true,
  device: { provider: "cpu", tried: [{ provider: "cpu", milliseconds: 10 }] },
  execution: { processors: 2 },
  versions: { node: "24.0.0" },
};

/** Draws of the example's step: two of two tokens. */
export const exampleDraws = {
  rewards: [[0.5, -Infinity]],
  parts: [[[0.5], [-Infinity]]],
  tokens: [
    {
      tokens: [Int32Array.of(4, 5), Int32Array.of(4, 6)],
      revealed: Int32Array.of(3, 0),
      probabilities: Float32Array.of(0.25, 0),
      ends: Int32Array.of(6, 17),
    },
  ],
};

/** Where the draws of a step lie whose bytes were never written. */
const nowhere: BytePlace = [0, 1, 0];

export const exampleStep: RunFileStep = {
  kind: "step",
  iteration: 0,
  step: 4,
  steps: 64,
  forwardPasses: 4,
  groups: [{ strength: 10, logZ: 0 }],
  values: [0.5],
  parts: [[-Infinity]],
  logPotentials: [5],
  logWeights: [5],
  paid: [5],
  lastTilt: [5],
  runningMax: [0.5],
  runningSum: [0.5],
  roots: [0],
  samples: { modality: "text", generated: [" there was a cat."], stretches: [[6, 11]] },
  draws: nowhere,
};

export const exampleSelection: RunFileSelection = {
  kind: "selection",
  iteration: 0,
  step: 4,
  groups: [{ ess: 1, resampled: false, logZ: 5, survivors: 1 }],
  ancestors: [0],
};

export const exampleResult: RunFileResult = {
  kind: "result",
  best: 0,
  groups: [
    {
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

export const exampleEnd: RunFileEnd = {
  kind: "end",
  outcome: "done",
  summary: { best: 0.5, rewards: [{ best: 0.5, mean: 0.5, ruledOut: 0 }], excerpt: " there was a cat." },
};

/** The example's scored step, at another step if it is asked for, and what became of it. */
export function exampleStepAt(step: number, iteration = 0): readonly RunFileLine[] {
  return [
    { ...exampleStep, step, iteration },
    { ...exampleSelection, step, iteration },
  ];
}

/** Every step's draws are the example's. */
export async function writeExampleRun(path: string, lines: readonly RunFileLine[]): Promise<void> {
  await using file = await openRunFile(path);
  const [draws] = await file.storeSamples([encodeDraws(exampleDraws)]);
  await file.write(...lines.map((line) => (line.kind === "step" ? { ...line, draws: draws! } : line)));
}
