/** `rewards/score` and `rewards/profile`: a reward opened for some texts, and put away again. */
import type { ProfileReport, ProfiledCall, ScoreReport, ScoreRequest } from "../../protocol/rewardScores.ts";
import { SteeringError } from "../../errors.ts";
import { openReward } from "../reward/openReward.ts";
import type { OpenReward, OpenRewardOptions } from "../reward/opened.ts";
import { rewardModels } from "../reward/rewardModels.ts";
import { batchHint, countAsks, type CountedModels } from "./modelAsks.ts";

type ScoringOptions = OpenRewardOptions & { readonly signal: AbortSignal };

/** A reward's deadline counts by the call: large numbers of texts go in several. */
const batch = 256;
const mostLines = 1000;

/** Throws what `openReward` and a reward's `score` throw. */
export async function scoreTexts({ reward, samples }: ScoreRequest, options: ScoringOptions): Promise<ScoreReport> {
  const log: string[] = [];
  const onLog = (line: string): void => {
    if (log.length < mostLines) log.push(line);
  };
  await using opened = await openTextReward(reward, { ...options, onLog });
  const scores: number[] = [];
  for (let from = 0; from < samples.length; from += batch) {
    scores.push(...(await opened.score(samples.slice(from, from + batch), options.signal)));
  }
  return { name: opened.name, sha256: opened.sha256, scores, log };
}

/** Throws what `scoreTexts` throws. */
export async function profileReward(
  { reward, samples }: ScoreRequest,
  options: ScoringOptions,
): Promise<ProfileReport> {
  const began = performance.now();
  const counted = countAsks(rewardModels(options.settings));
  await using opened = await openTextReward(reward, { ...options, models: counted.models });
  const openingMilliseconds = performance.now() - began;
  const all = samples.slice(0, batch);
  const calls: ProfiledCall[] = [];
  for (const part of [all.slice(0, 1), all, all]) calls.push(await profiled(opened, part, counted, options.signal));
  const largest = calls[1]!;
  const asks = { calls: largest.asks, texts: largest.asked, seconds: largest.modelMilliseconds / 1000 };
  return { name: opened.name, openingMilliseconds, calls, hint: batchHint(opened.name, asks, largest.samples, 1) };
}

async function profiled(
  reward: OpenReward,
  samples: ScoreRequest["samples"],
  { asks }: CountedModels,
  signal: AbortSignal,
): Promise<ProfiledCall> {
  const before = asks();
  const began = performance.now();
  await reward.score(samples, signal);
  const after = asks();
  return {
    samples: samples.length,
    milliseconds: performance.now() - began,
    asks: after.calls - before.calls,
    asked: after.texts - before.texts,
    modelMilliseconds: 1000 * (after.seconds - before.seconds),
  };
}

async function openTextReward(choice: ScoreRequest["reward"], options: OpenRewardOptions): Promise<OpenReward> {
  const reward = await openReward(choice, options);
  if (reward.info.accepts === "text") return reward;
  await reward[Symbol.asyncDispose]();
  throw new SteeringError("reward-shape", `The reward ${reward.name} scores images, and these are texts.`, {
    details: { reward: reward.name },
  });
}
