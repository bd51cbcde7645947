/** A recorded step as a live run tells it: with its pictures in it. Knows no VS Code. */
import type { ParticleView, SampleView } from "../protocol/particle.ts";
import type { StepScoring } from "../protocol/run.ts";
import type { RunDocument } from "./document.ts";
import type { RecordedSample, RecordedStep } from "./recordedStep.ts";

/** A picture that cannot be read is an empty one: everything else is shown. */
const noPicture = "";
/** Pictures that are read side by side. */
const readAtOnce = 8;

/** `pictures`: whether they are read, or stay empty; thumbnails before the end, unless in full. */
export interface ShownOptions {
  readonly pictures?: boolean | "full";
}

export async function shownStep(
  document: RunDocument,
  step: RecordedStep,
  options: ShownOptions = {},
): Promise<StepScoring> {
  return {
    groups: step.groups.map(({ prompt, ess, resampled, logZ, strength, survivors }) => {
      return { prompt, ess, resampled, logZ, strength, survivors };
    }),
    ancestors: step.ancestors,
    particles: await shownParticles(document, step, options),
    ...(step.interventions === undefined ? {} : { votes: step.interventions }),
  };
}

export async function shownParticles(
  document: RunDocument,
  step: RecordedStep,
  { pictures = true }: ShownOptions = {},
): Promise<ParticleView[]> {
  const { groups, samples, values, parts, weights, roots } = step;
  const groupOf = groups.flatMap(({ count }, g) => Array.from({ length: count }, () => g));
  const inFull = pictures === "full" || step.step === step.steps;
  const source = pictures === false ? undefined : document;
  const shown: SampleView[] = [];
  // A few pictures at a time: one after the other they wait for the disk, and all at once they are held twice.
  for (let from = 0; from < samples.length; from += readAtOnce) {
    const some = samples.slice(from, from + readAtOnce);
    shown.push(...(await Promise.all(some.map((sample) => shownSample(source, sample, inFull)))));
  }
  return shown.map((sample, n) => ({
    ...sample,
    index: n,
    group: groupOf[n]!,
    reward: values[n]!,
    parts: parts[n]!,
    weight: weights[n]!,
    ancestor: roots[n]!,
  }));
}

async function shownSample(
  document: RunDocument | undefined,
  sample: RecordedSample,
  inFull: boolean,
): Promise<SampleView> {
  if (sample.modality === "text") return sample;
  const { width, height, thumbnail, picture } = sample;
  const bytes = await document?.picture(inFull ? (picture ?? thumbnail) : thumbnail).catch(() => undefined);
  return {
    modality: "image",
    width,
    height,
    png: bytes === undefined ? noPicture : Buffer.from(bytes).toString("base64"),
  };
}
