/** A steered text run: model, rewards and particle system joined, told as events, kept in a run file. */
import { maskedText } from "../diffusion/maskedText.ts";
import type { TextSample } from "../diffusion/text.ts";
import type { RunEvent, RunResult, StepScoring } from "../protocol/run.ts";
import type { RunSpecification } from "../protocol/specification.ts";
import { composite } from "../rewards/composite.ts";
import type { RunFileWriter } from "../runfile/write.ts";
import type { TextModel } from "../runtime/textModel.ts";
import { steeringAdvice } from "../steering/advice.ts";
import { composeLineage, identityLineage } from "../steering/lineage.ts";
import { drawByWeight } from "../steering/output.ts";
import { steer } from "../steering/steer.ts";
import { createRandomStreams } from "../steering/streams.ts";
import type { OpenReward } from "./reward/opened.ts";
import { steeringPolicy } from "./steeringPolicy.ts";
import { particleViews, runFileStep, stepScoring } from "./stepScoring.ts";
import { createStopwatch } from "./stopwatch.ts";

/** A run of one prompt is one group. */
const group = "prompt";

export interface TextRunOptions {
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
  readonly file: RunFileWriter | undefined;
}

/** What a finished text run tells; whoever opened model, rewards and file adds the rest. */
export type TextRunOutcome = Omit<RunResult, "specification" | "runFile" | "seconds" | "device"> & {
  readonly seconds: { readonly model: number; readonly reward: number };
};

/** Steers to the end. Throws what the model and the rewards throw, and `AbortError` when stopped. */
export async function textRun(
  specification: RunSpecification,
  model: TextModel,
  rewards: readonly OpenReward[],
  { signal, emit, file }: TextRunOptions,
): Promise<TextRunOutcome> {
  const stopwatch = createStopwatch();
  const usageBefore = { ...model.usage };
  const forwardPasses = (): number => model.usage.forwardPasses - usageBefore.forwardPasses;
  const random = createRandomStreams(specification.seed);
  const process = textProcess(specification, model);
  const combined = composite<TextSample>(
    rewards.map((reward, index) => ({ reward, weight: specification.rewards[index]!.weight })),
  );
  const timed = {
    ...combined,
    score: (samples: readonly TextSample[], scoreSignal: AbortSignal) =>
      stopwatch.measure("reward", () => combined.score(samples, scoreSignal)),
  };

  let roots = identityLineage(specification.particles);
  let last: StepScoring | undefined;
  const ess: number[] = [];
  const policy = steeringPolicy(specification);
  for (const message of steeringAdvice(process, policy, specification.particles)) emit({ kind: "warning", message });
  const records = steer(process, timed, policy, {
    groups: [{ key: group, particles: specification.particles }],
    random,
    signal,
  });
  for await (const record of records) {
    const { scoring } = record;
    if (scoring !== undefined) {
      last = stepScoring(scoring, particleViews(scoring, roots, combined.parts));
      ess.push(last.ess);
      // The states that were scored are gone after a resampling: what is stored are those that go on.
      const states = await file?.storeStates(record.cloud.states, (state) => process.encode(state));
      await file?.write(runFileStep(record, scoring, last, states));
      roots = composeLineage(roots, scoring.ancestors);
    }
    emit({
      kind: "step",
      step: record.step,
      steps: record.steps,
      scoring: scoring === undefined ? undefined : last,
      forwardPasses: forwardPasses(),
      secondsLeft: secondsLeft(stopwatch.total(), record.step, record.steps),
    });
  }
  const { particles, logZ } = last!;
  if (particles.every(({ reward }) => reward === -Infinity)) {
    emit({
      kind: "warning",
      message:
        "No particle meets the hard constraint: every reward is −∞. Use more particles, more steps or a looser constraint.",
    });
  }
  return {
    particles,
    best: particles.reduce((best, { reward, index }) => (reward > particles[best]!.reward ? index : best), 0),
    draw: drawByWeight(
      particles.map(({ weight }) => weight),
      random.stream({ purpose: "output", group, slot: 0, step: process.steps }),
    ),
    ess,
    logZ,
    forwardPasses: forwardPasses(),
    seconds: { model: model.usage.seconds - usageBefore.seconds, reward: stopwatch.seconds("reward") },
  };
}

function textProcess(specification: RunSpecification, model: TextModel) {
  const { prompt, suffix, steps, length } = specification;
  return maskedText({
    codec: model.codec,
    denoiser: model.denoiser,
    steps,
    temperature: specification.temperature ?? model.drawTemperature,
    endFill: model.endFill,
    condition: { prompt, prefix: prompt, suffix },
    ...(length === undefined ? {} : { length }),
  });
}

/** The rest takes as long a step as the steps so far. */
function secondsLeft(elapsed: number, step: number, steps: number): number {
  return (elapsed / step) * (steps - step);
}
