/** The files of a reward that was learned from votes: the reward, short enough to be read and changed, and what it knows, beside it. Pure. */
import type { TeachReport } from "../../protocol/teaching.ts";
import type { PreferenceHead } from "../../rewards/traits.ts";
import type { Pair } from "./preference.ts";
import type { Voted, VotedSample } from "./votedPairs.ts";

export type LearnedBy =
  | { readonly kind: "text" | "image"; readonly words: string }
  | { readonly kind: "clip"; readonly model: string; readonly words: string };

export interface Taught extends Pick<TeachReport, "pauses" | "heldOut" | "sentence"> {
  readonly name: string;
  readonly by: LearnedBy;
  readonly head: PreferenceHead;
  readonly voted: readonly Pick<Voted, "vote" | "pause">[];
  /** Of texts alone. */
  readonly samples: readonly VotedSample[];
  readonly pairs: readonly Pair[];
  /** What it makes of the samples. */
  readonly scores: readonly number[];
}

/** More would not be read. */
const mostFixtures = 8;

export function taughtFiles(taught: Taught): TeachReport["files"] {
  const { name, head, by, pairs, heldOut, pauses, sentence } = taught;
  const data = {
    learnedBy: by.words,
    pauses,
    pairs: pairs.length,
    ...(heldOut === undefined ? {} : { heldOut }),
    sentence,
    head,
    votes: votedTexts(taught),
  };
  return [
    { name: `${name}.reward.ts`, text: rewardText(taught) },
    { name: `${name}.votes.json`, text: `${JSON.stringify(data, undefined, 2)}\n` },
  ];
}

/** So that they can be looked at, and learned from again. */
function votedTexts({ samples, voted }: Pick<Taught, "samples" | "voted">): readonly object[] {
  return samples.map(({ prompt, ...sample }, n) => {
    const { pause, vote } = voted[n]!;
    return { pause, prompt, ...("text" in sample ? { text: sample.text } : {}), vote };
  });
}

function rewardText(taught: Taught): string {
  const { name, by, pauses, sentence } = taught;
  const [traits, call] = traitsCall(by);
  const uses = by.kind === "image" ? "" : ", { models }";
  const fixtures = fixturesText(taught);
  return `/**
 * What you voted for at ${pauses === 1 ? "one pause" : `${pauses} pauses`} of a run, learned by ${inComment(by.words)}.
 * ${sentence}
 * What it learned lies in ${name}.votes.json: each trait with its weight, and the votes.
 */
import { defineReward, scoresBy, ${traits} } from "fk-steering";
import votes from ${JSON.stringify(`./${name}.votes.json`)};

export default defineReward({
  accepts: "${by.kind === "text" ? "text" : "image"}",
  description: "How well you would like it, by your votes: from −1 to 1",
  ${by.kind === "image" ? "score" : "async score"}(samples${uses}) {
    return scoresBy(votes.head, ${call});
  },
${fixtures}});
`;
}

/** A folder may be called anything. */
function inComment(text: string): string {
  return text.replaceAll("*/", "* /");
}

function traitsCall(by: LearnedBy): readonly [name: string, call: string] {
  switch (by.kind) {
    case "text":
      return ["textTraits", "await textTraits(samples, models)"];
    case "clip":
      return ["clipTraits", `await clipTraits(samples, models, ${JSON.stringify(by.model)})`];
    default:
      return ["imageTraits", "imageTraits(samples)"];
  }
}

/** Pairs of whole texts that it ranks as they were voted, the surest first: what changes it is seen by them. */
function fixturesText({ by, samples, pairs, scores }: Taught): string {
  if (by.kind !== "text") return "";
  const margin = ({ better, worse }: Pair): number => scores[better]! - scores[worse]!;
  const told = new Set<string>();
  const fixtures = pairs
    .filter((pair) => margin(pair) > 1e-6)
    .toSorted((a, b) => margin(b) - margin(a))
    .flatMap(({ better, worse }) => {
      const [above, below] = [samples[better]!, samples[worse]!];
      if ("data" in above || "data" in below || told.has(above.text) || told.has(below.text)) return [];
      told.add(above.text).add(below.text);
      const { prompt, generated, suffix } = above;
      // A fixture's text goes on from its prompt, and has no text after it.
      const around = prompt === "" ? "" : ` prompt: ${JSON.stringify(prompt)},`;
      const own = `${JSON.stringify(`${generated}${suffix}`)}, worse: ${JSON.stringify(`${below.generated}${below.suffix}`)}`;
      return [`    {${around} better: ${own} },`];
    })
    .slice(0, mostFixtures);
  return fixtures.length === 0 ? "" : `  fixtures: [\n${fixtures.join("\n")}\n  ],\n`;
}
