/** The particles of a run as lines to choose from: highest reward first, equal texts once. Pure. */
import type { RunView } from "../../protocol/panel.ts";
import { isTextParticle, type TextParticle } from "../../protocol/particle.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import { oneLine } from "../../protocol/shortText.ts";
import { inLabel } from "../foreignText.ts";

export interface ParticleItem {
  readonly label: string;
  readonly detail: string;
  /** What would be inserted. */
  readonly text: string;
}

export function particleItems({ particles }: RunView): ParticleItem[] {
  const sorted = particles.filter(isTextParticle).toSorted((a, b) => b.reward - a.reward || a.index - b.index);
  return [...Map.groupBy(sorted, ({ generated }) => generated).values()].map(itemOf);
}

function itemOf(same: readonly TextParticle[]): ParticleItem {
  const [{ generated, reward }] = same as [TextParticle];
  const line = oneLine(generated);
  return {
    label: `${formatNumber(reward)}${same.length > 1 ? ` · ×${same.length}` : ""}`,
    detail: line === "" ? "(nothing)" : inLabel(line),
    text: generated,
  };
}
