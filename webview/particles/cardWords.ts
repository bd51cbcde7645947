/** What is said of a card: its badges, and all of it to who listens. Pure. */
import { rank, type ParticleFold } from "../../src/protocol/foldParticles.ts";
import { modalityOf } from "../../src/protocol/modality.ts";
import { formatNumber, formatWeight, plural } from "../../src/protocol/numberWords.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { voteWords, type Vote } from "../../src/protocol/votes.ts";

/** Of several islands those of the whole: each has a best and a draw of its own, too. */
export function badges(fold: ParticleFold, { status, groups, particles, specification }: RunView): string[] {
  const { islands = 1 } = specification;
  const group = groups[fold.lead.group];
  if (status !== "done" || group === undefined) return [];
  const first = fold.lead.group - (fold.lead.group % islands);
  const highest = groups
    .slice(first, first + islands)
    .reduce((most, { best }) => Math.max(most, rank(particles[best ?? -1]?.reward ?? -Infinity)), -Infinity);
  const has = (index: number | undefined): boolean => index !== undefined && fold.indices.includes(index);
  // One island is drawn first: the others' own draws are none of the steered distribution.
  const draw = group.island?.isDrawn === false ? undefined : group.draw;
  const isBest = has(group.best) && rank(particles[group.best!]!.reward) === highest;
  return [...(isBest ? ["best"] : []), ...(has(draw) ? ["draw"] : [])];
}

export interface CardMarks {
  readonly badges: readonly string[];
  /** What a person said of it. */
  readonly vote: Vote | undefined;
  /** It is one of those to be compared. */
  readonly isChosen: boolean;
}

/** All that is seen of a card: its place among the cards, its number, by which tables and reports call it, and its marks. */
export function spoken({ lead, weight, count }: ParticleFold, place: number, marks: CardMarks): string {
  const reward = lead.reward === -Infinity ? "violates a hard constraint" : `reward ${formatNumber(lead.reward)}`;
  const copies = count > 1 ? `, ${plural(count, "particle")}` : "";
  const noise = modalityOf(lead).isUnfinished(lead) ? ", not yet fully written" : "";
  const shown = clip(modalityOf(lead).spoken(lead), 1000);
  const marked = [
    ...marks.badges,
    ...(marks.vote === undefined ? [] : [`your vote: ${voteWords(marks.vote)}`]),
    ...(marks.isChosen ? ["compared"] : []),
  ].map((mark) => `, ${mark}`);
  return `${place + 1}: #${lead.index}${marked.join("")}, ${reward}, weight ${formatWeight(weight)}${copies}${noise}. ${shown}`;
}
