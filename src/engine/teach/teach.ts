/** A run's votes as a reward: its samples' traits, a preference learned from the pairs that were voted on, and the files that make it a reward of the person's. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import { plural } from "../../protocol/numberWords.ts";
import type { TeachReport, TeachRequest } from "../../protocol/teaching.ts";
import type { RewardImageSample, RewardTextSample } from "../../rewards/reward.ts";
import { clipTraits, imageTraits, scoresBy, textTraits, type Traits } from "../../rewards/traits.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import { looksLikeClip } from "../../runtime/clip/clipFolder.ts";
import { rewardModels } from "../reward/rewardModels.ts";
import { learnPreference, type LearnedPreference } from "./preference.ts";
import { taughtFiles, type LearnedBy } from "./taughtReward.ts";
import { votedPairs, type VotedSample } from "./votedPairs.ts";

/** Fewer pairs that were held out tell nothing: a coin that falls right 15 times of 20 is no wonder, of 10 neither are 8. */
const fewPairs = 20;

/** Images are large. */
const loadedAtOnce = 64;

/** Throws `run-file` for a run without votes to learn from. */
export async function teach(
  { runFile, name, clip }: TeachRequest,
  { settings, signal }: { readonly settings: EngineSettings; readonly signal: AbortSignal },
): Promise<TeachReport> {
  await using document = await openRunDocument(runFile);
  const { voted, pairs, pauses } = await votedPairs(document);
  if (pairs.length === 0) throw nothingToLearn(document, pauses);
  const models = rewardModels(settings, { warn: () => undefined, signal });
  const by = await learnedBy(document, settings, clip);
  const parts: Traits[] = [];
  for (let from = 0; from < voted.length; from += loadedAtOnce) {
    const some = await Promise.all(voted.slice(from, from + loadedAtOnce).map(({ load }) => load()));
    throwIfAborted(signal);
    parts.push(await traitsOf(some, by, models));
  }
  const traits = joined(parts);
  const learned = learnPreference(traits, pairs);
  const scores = scoresBy(learned.head, traits);
  const told = { pauses, heldOut: learned.heldOut, sentence: rankedSentence(learned, pauses) };
  // Images lie in the run's files.
  const samples = by.kind === "text" ? await Promise.all(voted.map(({ load }) => load())) : [];
  const files = taughtFiles({ name, by, head: learned.head, voted, samples, pairs, scores, ...told });
  return { ...told, by: by.words, pairs: pairs.length, files };
}

function joined(parts: readonly Traits[]): Traits {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, parts.flatMap((part) => part[name]!)]));
}

function traitsOf(
  samples: readonly VotedSample[],
  by: LearnedBy,
  models: ReturnType<typeof rewardModels>,
): Promise<Traits> | Traits {
  if (by.kind === "text") return textTraits(samples as readonly RewardTextSample[], models);
  const images = samples as readonly RewardImageSample[];
  return by.kind === "clip" ? clipTraits(images, models, by.model) : imageTraits(images);
}

async function learnedBy(
  { header }: RunDocument,
  { modelFolders }: EngineSettings,
  asked: string | undefined,
): Promise<LearnedBy> {
  if (header.modality === "text")
    return { kind: "text", words: "what the embedded models say of a text, and how it is built" };
  const model = asked ?? (await firstClip(modelFolders));
  if (model !== undefined) return { kind: "clip", model, words: `the CLIP ${model}` };
  return { kind: "image", words: "colour, light and size, for there is no CLIP in a model folder" };
}

/** A reward of the person's names folders in model folders, and no paths. */
async function firstClip(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.toSorted((a, b) => (a < b ? -1 : 1)))
      if (await looksLikeClip(join(folder, name)).catch(() => false)) return name;
  }
  return undefined;
}

function rankedSentence({ heldOut }: LearnedPreference, pauses: number): string {
  if (heldOut === undefined) {
    return `All votes are of ${plural(pauses, "pause")}, so nothing could be held out: how well it ranks is not known. Vote at further pauses to know.`;
  }
  const { right, of } = heldOut;
  const share = `It ranks ${Number(right.toFixed(1))} of ${plural(of, "held-out pair")} as you did (${Math.round((100 * right) / of)} %; by chance 50 %)`;
  return of < fewPairs ? `${share}: too few to tell. Vote at further pauses.` : `${share}.`;
}

function nothingToLearn({ path }: RunDocument, pauses: number): SteeringError {
  const why =
    pauses === 0
      ? "nobody voted in it. Run it with a pause, and raise, lower or kill particles there."
      : "the votes set no two different particles apart. Raise some and lower or kill others.";
  return new SteeringError("run-file", `${path} has no votes to learn from: ${why}`);
}
