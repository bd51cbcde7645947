/** What was voted on in a run, read from its files: the samples as the person saw them, and in pairs which was voted above which. */
import { SteeringError } from "../../errors.ts";
import { decodePng } from "../../png/png.ts";
import type { RewardImageSample, RewardTextSample } from "../../rewards/reward.ts";
import type { RunDocument } from "../../runfile/document.ts";
import { voteOf, type Vote } from "../../protocol/votes.ts";
import type { RecordedSample } from "../../runfile/recordedStep.ts";
import { asOne, byPrompt } from "../../steering/islands.ts";
import type { Pair } from "./preference.ts";

export type VotedSample = RewardTextSample | RewardImageSample;

export interface Voted {
  /** Read when it is needed: images are large. Throws `run-file` where its picture is gone. */
  readonly load: () => Promise<VotedSample>;
  readonly vote: Vote;
  /** Which pause, counting prompts of one step apart, for votes on one say nothing of another. */
  readonly pause: number;
}

export interface VotedPairs {
  readonly voted: readonly Voted[];
  /** Indices into those. */
  readonly pairs: readonly Pair[];
  /** Steps at which somebody voted. */
  readonly pauses: number;
}

/** Of one pause. More teach no more, and are picked evenly. */
const mostPairs = 2000;

export async function votedPairs(document: RunDocument): Promise<VotedPairs> {
  const voted: Voted[] = [];
  const pairs: Pair[] = [];
  let [pauses, pause] = [0, 0];
  for (let index = 0; index < document.stepCount; index += 1) {
    const { interventions, groups, samples } = await document.step(index);
    if (interventions === undefined) continue;
    pauses += 1;
    // A person sees all islands of a prompt, and votes on each particle beside all others.
    for (const islands of byPrompt(groups, document.header.specification.islands)) {
      const { start, count } = asOne(islands);
      const { prompt } = islands[0]!;
      const first = voted.length - start;
      const own = Array.from({ length: count }, (_, i) => start + i);
      for (const n of own) {
        const load = (): Promise<VotedSample> => sampleOf(document, samples[n]!, prompt);
        voted.push({ load, vote: voteOf(interventions[n]!), pause });
      }
      // Those that nobody voted on were seen, too, and kept as they are.
      const isAbove = (i: number, j: number): boolean =>
        interventions[i]! > interventions[j]! && !isSame(samples[i]!, samples[j]!);
      const every = Math.ceil(count ** 2 / 4 / mostPairs);
      let found = 0;
      for (const i of own)
        for (const j of own) {
          if (!isAbove(i, j)) continue;
          if (found++ % every === 0) pairs.push({ better: first + i, worse: first + j, pause });
        }
      pause += 1;
    }
  }
  return { voted, pairs, pauses };
}

/** Copies of one text say nothing of a preference. */
function isSame(a: RecordedSample, b: RecordedSample): boolean {
  return a.modality === "text" && b.modality === "text" && a.text === b.text;
}

async function sampleOf(document: RunDocument, sample: RecordedSample, prompt: string): Promise<VotedSample> {
  if (sample.modality === "text") {
    const { text, generated } = sample;
    const { suffix } = document.header.specification;
    return { text, generated, prompt, prefix: prompt, suffix };
  }
  try {
    return { ...decodePng(await document.picture(sample.picture ?? sample.thumbnail)), prompt };
  } catch (error) {
    if (error instanceof SteeringError) throw error;
    throw new SteeringError(
      "run-file",
      `A picture that was voted on in ${document.path} cannot be read. Run it again.`,
      {
        cause: error,
      },
    );
  }
}
