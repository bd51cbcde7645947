/** λ beside its field in units of what the reward spreads by without steering, or the way to know that. Knows a request, nothing of the form. */
import { type TemplateResult, html, nothing } from "lit";
import { inSpreads, twinKey, type Spread } from "../../src/protocol/unsteered.ts";
import { formatNumber, plural } from "../../src/protocol/numberWords.ts";
import type { Draft } from "./formDraft.ts";

export function strengthInSpreads(
  draft: Draft,
  spreads: Readonly<Record<string, Spread>> = {},
  measure: () => void,
): TemplateResult | typeof nothing {
  const { strength, standardise } = draft;
  if (!Number.isFinite(strength)) return nothing;
  if (standardise > 0)
    return html`<span class="quiet" title="Standardised rewards count in spreads, and so does λ">in σ</span>`;
  const known = spreads[twinKey(draft)];
  if (known === undefined) {
    return html`<button
      class="action text"
      title="How much that is depends on the reward: run this unsteered, to see it in units of the reward's own spread (σ)"
      aria-label="Run unsteered, to see λ in units of the reward's spread"
      @click=${measure}
    >
      in σ?
    </button>`;
  }
  const title = `λ × ${formatNumber(known.spread)}, the standard deviation (σ) of the reward over ${plural(known.particles, "unsteered particle")}: the same number means as much for every reward`;
  return html`<span class="quiet" title=${title}>${inSpreads(strength, known.spread)} σ</span>`;
}
