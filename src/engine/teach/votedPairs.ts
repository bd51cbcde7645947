/** What was voted on in a run, read from its files: the samples as the person saw them, and in pairs which was voted above which. */
import { SteeringError } from "../../errors.ts";
import { decodePng } from "../../png/png.ts";
import type { RewardImageSample, RewardTextSample } from "../../rewards/reward.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { RecordedSample } from "../../runfile/recordedStep.ts";
import type { Pair } from "./preference.ts";

export type VotedSample = RewardTextSample | RewardImageSample;

export interface VotedPairs {
  readonly samples: readonly VotedSample[];
  /** Indices into the samples; `pause` counts prompts of one step apart, for votes on one say nothing of another. */
  readonly pairs: readonly Pair[];
  /** Steps at which somebody voted. */
  readonly pauses: number;
}

/** Throws `run-file` where a picture that was voted on is gone. */
export async function votedPairs(document: RunDocument): Promise<VotedPairs> {
  const samples: VotedSample[] = [];
  const pairs: Pair[] = [];
  let [pauses, populations] = [0, 0];
  for (let index = 0; index < document.stepCount; index += 1) {
    const { interventions, groups, samples: seen } = await document.step(index);
    if (interventions === undefined) continue;
    pauses += 1;
    const first = samples.length;
    for (const [g, { start, count, prompt }] of groups.entries()) {
      for (let n = start; n < start + count; n += 1) samples.push(await sampleOf(document, seen[n]!, prompt));
      // Those that nobody voted on were seen, too, and kept as they are.
      for (let i = start; i < start + count; i += 1)
        for (let j = start; j < start + count; j += 1) {
          if (interventions[i]! <= interventions[j]! || isSame(seen[i]!, seen[j]!)) continue;
          pairs.push({ better: first + i, worse: first + j, pause: populations + g });
        }
    }
    populations += groups.length;
  }
  return { samples, pairs, pauses };
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
