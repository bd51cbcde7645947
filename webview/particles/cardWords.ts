/** What is said of a card: its badges, and all of it to who listens. Pure. */
import type { ParticleFold } from "../../src/protocol/foldParticles.ts";
import { modalityOf } from "../../src/protocol/modality.ts";
import { formatNumber, formatWeight, plural } from "../../src/protocol/numberWords.ts";
import type { GroupView, RunStatus } from "../../src/protocol/panel.ts";
import { clip } from "../../src/protocol/shortText.ts";

export function badges(fold: ParticleFold, status: RunStatus, group: GroupView | undefined): string[] {
  if (status !== "done") return [];
  const has = (index: number | undefined): boolean => index !== undefined && fold.indices.includes(index);
  // Of several islands one is drawn first: the others' own draws are none of the steered distribution.
  const draw = group?.island?.isDrawn === false ? undefined : group?.draw;
  return [...(has(group?.best) ? ["best"] : []), ...(has(draw) ? ["draw"] : [])];
}

export function spoken({ lead, weight, count }: ParticleFold, rank: number): string {
  const reward = lead.reward === -Infinity ? "violates a hard constraint" : `reward ${formatNumber(lead.reward)}`;
  const copies = count > 1 ? `, ${plural(count, "particle")}` : "";
  const noise = modalityOf(lead).isUnfinished(lead) ? ", not yet fully written" : "";
  const shown = clip(modalityOf(lead).spoken(lead), 1000);
  return `${rank + 1}: ${reward}, weight ${formatWeight(weight)}${copies}${noise}. ${shown}`;
}
