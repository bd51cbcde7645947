/** The text of a card: a little of what was given, and what was written, with what is still a guess and what is new marked. Pure. */
import { type TemplateResult, html, nothing } from "lit";
import type { ParticleView, TextParticle } from "../../src/protocol/particle.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { markNew, type MarkedPiece } from "./newWords.ts";
import { head, splitText, tail } from "./splitText.ts";

/** How much of what was given is shown around what was written. */
const contextLength = 160;
/** Characters of a piece that is written or guessed. */
const longestPiece = 20_000;

export interface TextSurroundings {
  readonly suffix: string;
  /** What the particle or its ancestor was at the scored step before; undefined where that is not told. */
  readonly earlier: ParticleView | undefined;
}

/** Written without breaks, since white space is shown as it is. */
export function textBody(lead: TextParticle, { suffix: whole, earlier }: TextSurroundings): TemplateResult {
  const { prefix, suffix } = splitText(lead, whole);
  const given = (text: string): unknown => (text === "" ? nothing : html`<span class="given">${text}</span>`);
  const pieces = marked(lead, earlier).map((piece) => {
    const text = clip(piece.text, longestPiece);
    if (piece.masked) return maskedPiece(text);
    return piece.isNew ? html`<ins>${text}</ins>` : html`<span class="known">${text}</span>`;
  });
  return html`<p dir="auto">${given(tail(prefix, contextLength))}${pieces}${given(head(suffix, contextLength))}</p>`;
}

function marked({ pieces }: TextParticle, earlier: ParticleView | undefined): readonly MarkedPiece[] {
  if (earlier?.modality === "text" && earlier.generated.length < longestPiece) return markNew(earlier.pieces, pieces);
  return pieces.map((piece) => ({ ...piece, isNew: false }));
}

/** The mark begins and ends with the words, not with the space around them. */
function maskedPiece(text: string): TemplateResult {
  const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return html`${before}<span class="masked" title="Still noise: one guess at what will be here">${words}</span
    >${after}`;
}
