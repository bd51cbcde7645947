/** What a reward that steered nothing says of a finished run's final particles, without a call of the denoiser. */
import type { Judgement, JudgeRequest } from "../../protocol/replay.ts";
import { openRunDocument } from "../../runfile/document.ts";
import { lastStep, openForReplay, refusal, samplesOf } from "./replay.ts";
import type { PartOptions } from "./runParts.ts";

/** Throws as `replay` does. */
export async function judge({ runFile, reward }: JudgeRequest, options: PartOptions): Promise<Judgement> {
  await using opened = new AsyncDisposableStack();
  const document = opened.use(await openRunDocument(runFile));
  const last = await lastStep(document);
  const { rewards, process } = await openForReplay(document, [reward], options, opened);
  const samples = await samplesOf(document, last, process);
  if (samples === undefined) throw refusal(runFile, "the samples of its last step were not kept. Run it again.");
  const scores = await rewards[0]!.score(
    samples.map(([sample]) => sample!),
    options.signal,
  );
  return { reward: rewards[0]!.name, scores: Array.from(scores) };
}
