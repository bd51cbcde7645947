/** The tokens of a text as they are shown: how far along a colour scale each lies, and what is read of it. Pure. */
import type { TextTokens, TokenView } from "../../src/protocol/tokens.ts";
import { formatWeight } from "../../src/protocol/numberWords.ts";
import { clip } from "../../src/protocol/shortText.ts";

/** What the colours tell. */
export type TokenColouring = "step" | "probability" | "family";

export interface ShadedToken {
  readonly text: string;
  /** In 0 … 1 on the colour scale; undefined where there is nothing to tell, as of a guess. */
  readonly share: number | undefined;
  readonly isGuess: boolean;
  /** When it was written and how likely it was, in words. */
  readonly sentence: string;
}

/** Characters of a token that are read, and that are shown. */
const [longestRead, longestShown] = [40, 2000];
/** More tokens are not shown: nobody reads them one by one. */
export const mostTokens = 4000;

/** @param steps of the run */
export function shadedTokens(told: TextTokens, by: TokenColouring, steps: number): ShadedToken[] {
  const { generated, tokens, family } = told;
  return tokens.slice(0, mostTokens).map((token, i): ShadedToken => {
    const text = generated.slice(tokens[i - 1]?.end ?? 0, token.end);
    return {
      text: clip(text, longestShown),
      share: shareOf(token, by, { steps, count: family.count }),
      isGuess: token.written === undefined,
      sentence: `${readOf(text)}: ${storyOf(token, told)}`,
    };
  });
}

/** What of it can be heard: white space has a name. */
function readOf(text: string): string {
  const shown = text.trim();
  if (shown !== "") return `“${clip(shown, longestRead)}”`;
  return text.includes("\n") ? "A line break" : "White space";
}

/** The ends of the colour scale. */
export function scaleEnds(by: TokenColouring, steps: number, { family }: TextTokens): readonly [string, string] {
  if (by === "step") return ["step 1", `step ${steps}`];
  if (by === "probability") return ["0 %", "100 %"];
  return ["its alone", `all ${family.count} have it`];
}

/** Of all of them: how many are written, and how many all of the family share. */
export function tokensSummary({ tokens, family }: TextTokens): string {
  const written = tokens.filter((token) => token.written !== undefined);
  const shared = written.filter(({ sharedBy }) => sharedBy === family.count).length;
  const told = written.some(({ sharedBy }) => sharedBy !== undefined);
  const all = `${written.length} of ${tokens.length} ${told ? "tokens" : "words"} written`;
  if (!told) return all;
  if (family.count === 1) return `${all}; no other particle descends from #${family.root}`;
  return `${all}; all ${family.count} that descend from #${family.root} share ${shared} of them`;
}

function shareOf(
  { written, probability, sharedBy }: TokenView,
  by: TokenColouring,
  { steps, count }: { readonly steps: number; readonly count: number },
): number | undefined {
  if (written === undefined) return undefined;
  if (by === "step") return bounded(written.by / Math.max(1, steps));
  if (by === "probability") return probability === undefined ? undefined : bounded(probability);
  return sharedBy === undefined ? undefined : count < 2 ? 0 : bounded((sharedBy - 1) / (count - 1));
}

function storyOf({ written, probability, sharedBy }: TokenView, { family }: TextTokens): string {
  if (written === undefined) return "still noise, and only guessed";
  const { after, by } = written;
  const when = by === after + 1 ? `written at step ${by}` : `written between steps ${after} and ${by}`;
  const likely = probability === undefined ? "" : ` with a probability of ${formatWeight(probability)}`;
  if (sharedBy === undefined || family.count < 2) return when + likely;
  const who = sharedBy === family.count ? `all ${family.count}` : `${sharedBy} of the ${family.count}`;
  return `${when}${likely} · ${who} that descend from #${family.root} have it`;
}

function bounded(share: number): number {
  return Math.min(1, Math.max(0, share));
}
