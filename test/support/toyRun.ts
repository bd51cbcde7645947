/** Whole runs of models small enough to be looked at: what the particle system was, what was told, and the files that it left. */
import { vi } from "vitest";
import type { AnySample, OpenReward } from "../../src/engine/reward/opened.ts";
import { imageRunModel } from "../../src/engine/models/imageRunModel.ts";
import type { RunModel, RunProcess } from "../../src/engine/models/runModel.ts";
import { textRunModel } from "../../src/engine/models/textRunModel.ts";
import { PassLog } from "../../src/engine/run/passLog.ts";
import { factorsFor } from "../../src/engine/run/pause.ts";
import { promptGroups } from "../../src/engine/run/promptGroups.ts";
import { steerAndKeep } from "../../src/engine/run/run.ts";
import { createStopwatch } from "../../src/engine/run/stopwatch.ts";
import { ToldWarnings } from "../../src/engine/run/toldWarnings.ts";
import type { RunEvent, RunResult, StepScoring } from "../../src/protocol/run.ts";
import { parseSpecification, type RunRequest, type WholeSpecification } from "../../src/protocol/specification.ts";
import type { StepVotes } from "../../src/protocol/votes.ts";
import { composite } from "../../src/rewards/composite.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { openRunFile } from "../../src/runfile/write.ts";
import type { SampleReward } from "../../src/steering/process.ts";
import type { StepRecord } from "../../src/steering/record.ts";
import { denoiserOf, wordCodec } from "../unit/diffusion/letterCodec.ts";
import { gaussianNetwork } from "../unit/diffusion/gaussianNetwork.ts";

const loaded = {
  name: "toy",
  device: {
    provider: "cpu",
    tried: [],
    execution: { chunk: 3, threads: 2, precision: "float32", agreement: 0.001 },
  },
  files: [],
  bytes: 1000,
  usage: { forwardPasses: 0, seconds: 0 },
  async [Symbol.asyncDispose]() {},
};

export const toyTexts: RunModel = textRunModel({
  ...loaded,
  codec: wordCodec(),
  denoiser: denoiserOf(24),
  drawTemperature: 1,
  endFill: true,
  notices: [],
});

export const toyImages: RunModel = imageRunModel({
  ...loaded,
  scheduler: {
    file: "scheduler_config.json",
    values: {
      _class_name: "DDPMScheduler",
      beta_schedule: "scaled_linear",
      beta_start: 0.00085,
      beta_end: 0.012,
      clip_sample: false,
    },
  },
  steps: 8,
  guidance: 1,
  width: 2,
  height: 2,
  takesPrompt: true,
  passesAStep: () => 1,
  network: () => gaussianNetwork(),
});

/** Foxes of a text less its length, and the red of an image's first pixel; a text without "upon" is ruled out by the second. */
const scores: readonly ((sample: Parameters<OpenReward["score"]>[0][number]) => number)[] = [
  (sample) => ("data" in sample ? sample.data[0]! / 255 : sample.text.split("fox").length - sample.text.length / 40),
  (sample) => ("data" in sample || sample.generated.includes("upon") ? 0 : -Infinity),
];

function rewardOf(index: number): OpenReward {
  const [name, hardConstraint] = [`reward ${index}`, index === 1];
  return {
    name,
    hardConstraint,
    parameters: {},
    sandboxed: true,
    sha256: "00",
    warnings: [],
    info: { name, source: { kind: "builtin", name }, accepts: "text", description: "", hardConstraint, parameters: {} },
    score: (samples) => Promise.resolve(Float64Array.from(samples, scores[index])),
    async [Symbol.asyncDispose]() {},
  };
}

/** A run of a toy model that a test goes through, by what is asked for. */
export interface ToyCase {
  readonly name: string;
  readonly model: RunModel;
  readonly request: Partial<RunRequest>;
  readonly rewards?: 1 | 2;
}

export function toyCase(name: string, model: RunModel, request: Partial<RunRequest>, rewards: 1 | 2 = 1): ToyCase {
  return { name, model, request, rewards };
}

export interface ToyRun {
  readonly specification: WholeSpecification;
  /** The record of each step, of all passes but the pilot. */
  readonly records: readonly StepRecord<object, unknown>[];
  /** What was told of each scored step of those. */
  readonly told: readonly StepScoring[];
  /** All that was told, after `warnings`, which were told before. */
  readonly events: readonly RunEvent[];
  readonly warnings: readonly string[];
  readonly result: RunResult;
  readonly process: RunProcess;
  readonly reward: SampleReward<AnySample>;
}

/** Writes `path` and the files beside it; `resumed`: goes on with what is there. Rejects with `run-paused` where it waits. */
export async function toyRun(
  path: string,
  model: RunModel,
  request: Partial<RunRequest> = {},
  {
    stateLimit,
    rewards = 1,
    resumed = false,
    votes,
    repeats,
  }: {
    readonly stateLimit?: number;
    readonly rewards?: 1 | 2;
    readonly resumed?: boolean;
    /** Of a run that waits. */
    readonly votes?: StepVotes;
    /** The file of the run that it repeats. */
    readonly repeats?: string;
  } = {},
): Promise<ToyRun> {
  const parsed = parseSpecification({
    model: "toy",
    prompt: model.modality === "text" ? "Once" : "dark",
    rewards: Array.from({ length: rewards }, (_, i) => ({ source: { kind: "builtin", name: `reward ${i}` } })),
    ...{ particles: 6, steps: 8, strength: 3, draws: 2, seed: 5, schedule: { kind: "every", every: 2 } },
    ...request,
  });
  const opened = Array.from({ length: rewards }, (_, i) => rewardOf(i));
  const parts = {
    steps: parsed.steps ?? 8,
    model,
    rewards: opened,
    hints: () => ["Ask the reward for several at once."],
  };
  const warnings = resumed ? [] : ["A reward is not saved."];
  const told = new ToldWarnings(warnings);
  const specification = { ...parsed, steps: parts.steps };
  const events: RunEvent[] = [];
  const spy = vi.spyOn(PassLog.prototype, "add");
  let records: readonly StepRecord<object, unknown>[];
  let result: RunResult;
  await using document = resumed ? await openRunDocument(path) : undefined;
  await using repeated = repeats === undefined ? undefined : await openRunDocument(repeats);
  try {
    result = await steerAndKeep(parts, parsed, {
      signal: new AbortController().signal,
      emit: told.heard((event) => events.push(event)),
      told,
      stopwatch: createStopwatch(),
      file: await openRunFile(path, stateLimit, document?.wholeBytes),
      repeated,
      ...(document && { resumed: document, votes: await factorsFor(document, votes) }),
    });
    records = spy.mock.calls.map(([record]) => record);
  } finally {
    spy.mockRestore();
  }
  const process = model.process(specification, promptGroups(specification), () => {});
  const weighted = opened.map((reward, index) => ({ reward, weight: specification.rewards[index]!.weight }));
  const scored = events.flatMap((event) => (event.kind === "step" ? (event.scoring ?? []) : []));
  return { specification, records, told: scored, events, warnings, result, process, reward: composite(weighted) };
}
