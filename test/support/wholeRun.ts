/** A run file read whole, as a test wants to look at it. */
import type { ParticleView } from "../../src/protocol/particle.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import type { RunFileEnd, RunFileHeader, RunFilePilot, RunFileResult } from "../../src/runfile/format.ts";
import type { RecordedStep } from "../../src/runfile/recordedStep.ts";
import type { StepDraws } from "../../src/runfile/sampleBlock.ts";
import { shownParticles } from "../../src/runfile/shownStep.ts";

export interface WholeStep extends RecordedStep {
  readonly particles: readonly ParticleView[];
  /** [particle][draw] */
  readonly rewards: readonly (readonly number[])[];
  readonly tokens: StepDraws["tokens"];
}

export interface WholeRun {
  readonly header: RunFileHeader;
  readonly pilot: RunFilePilot | undefined;
  readonly warnings: readonly string[];
  readonly steps: readonly WholeStep[];
  readonly result: RunFileResult | undefined;
  readonly end: RunFileEnd | undefined;
}

/** Throws the document's problem, too. */
export async function readWholeRun(path: string): Promise<WholeRun> {
  await using document = await openRunDocument(path);
  if (document.problem !== undefined) throw document.problem;
  const steps: WholeStep[] = [];
  for (let index = 0; index < document.stepCount; index += 1) {
    const step = await document.step(index);
    const { rewards, tokens } = await document.draws(step);
    const particles = await shownParticles(document, step);
    steps.push({ ...step, particles, rewards: rewards.map((draws) => Array.from(draws)), tokens });
  }
  const { header, pilot, warnings, result, end } = document;
  return { header, pilot, warnings: [...warnings], steps, result, end };
}
