/**
 * When each token of a recorded text was written, and how likely it was. Format 2 has both with the draws of a step; of format 1 it is found out between which
 * scored steps a word came, by reading the particle's line. Knows no VS Code.
 */
import { diffArrays } from "diff";
import { SteeringError } from "../errors.ts";
import type { TextPiece } from "../diffusion/text.ts";
import type { TokenAccount } from "../diffusion/tokenAccount.ts";
import type { TextTokens, TokenView } from "../protocol/tokens.ts";
import type { RunDocument } from "./document.ts";
import type { RecordedSample, RecordedStep } from "./recordedStep.ts";

type RecordedText = Extract<RecordedSample, { readonly modality: "text" }>;

/** Longer lines of format 1 are looked at from here on only: each step is read. */
const longestLine = 512;
/** Bytes of a step's draws that are unpacked for it: more would take a turn that is felt. */
const mostDraws = 16 * 1024 * 1024;
/** Milliseconds that two texts are compared for. */
const patience = 20;

/**
 * @param index of the scored step, over all iterations
 * @throws SteeringError `run-file` for an image, a particle that there is not, and where bytes are damaged or gone
 */
export async function textTokens(document: RunDocument, index: number, particle: number): Promise<TextTokens> {
  const step = await document.step(index);
  const text = textOf(document, step, particle);
  const kin = step.roots.flatMap((root, n) => (root === step.roots[particle] ? [n] : []));
  const { tokens } = await document.draws(step, { most: mostDraws });
  const views =
    tokens === undefined
      ? await wordsOfLine(document, index, particle)
      : tokenViews(text.generated, tokens, particle, kin);
  return { generated: text.generated, tokens: views, family: { root: step.roots[particle]!, count: kin.length } };
}

function textOf({ path }: RunDocument, { step, samples }: RecordedStep, particle: number): RecordedText {
  const sample = samples[particle];
  if (sample === undefined)
    throw new SteeringError("run-file", `${path} has no particle ${particle} at step ${step}, but ${samples.length}.`);
  if (sample.modality === "text") return sample;
  throw new SteeringError("run-file", `Particle ${particle} of ${path} is an image: it has no tokens.`);
}

/** Tokens without text of their own, such as those after the end, are left out. */
function tokenViews(
  generated: string,
  accounts: readonly TokenAccount[],
  particle: number,
  kin: readonly number[],
): TokenView[] {
  const own = accounts[particle];
  const ids = own?.tokens[0];
  if (own === undefined || ids === undefined)
    throw new SteeringError("run-file", "The tokens of that step are missing in its run's file.");
  const views: TokenView[] = [];
  let reached = 0;
  own.ends.forEach((told, place) => {
    const end = Math.min(told, generated.length);
    if (end <= reached) return;
    reached = end;
    const by = own.revealed[place] ?? 0;
    if (by < 1) views.push({ end });
    else {
      const isSame = (n: number): boolean =>
        accounts[n]?.revealed[place] === by && accounts[n].tokens[0]?.[place] === ids[place];
      const probability = own.probabilities[place] ?? 0;
      views.push({ end, written: { after: by - 1, by }, probability, sharedBy: kin.filter(isSame).length });
    }
  });
  return views;
}

/** Of format 1: words, and the scored steps between which each came to stay. */
async function wordsOfLine(document: RunDocument, index: number, particle: number): Promise<TokenView[]> {
  const step = await document.step(index);
  const pieces = textOf(document, step, particle).pieces;
  const known = knownWords(pieces);
  const after = known.map(() => 0);
  const by = known.map(() => step.step);
  const isOpen = known.map(() => true);
  let n = particle;
  for (let at = index - 1; at >= Math.max(0, index - longestLine) && isOpen.includes(true); at -= 1) {
    if (document.keyOf(at).iteration !== step.iteration) break;
    const earlier = await document.step(at);
    n = earlier.ancestors[n] ?? n;
    const wasThere = inBoth(knownWords(textOf(document, earlier, n).pieces), known);
    for (const [i, was] of wasThere.entries()) {
      if (isOpen[i] !== true) continue;
      if (was) by[i] = earlier.step;
      else [after[i], isOpen[i]] = [earlier.step, false];
    }
  }
  return wordViews(pieces, (word) => ({ after: after[word]!, by: by[word]! }));
}

function wordViews(
  pieces: readonly TextPiece[],
  written: (word: number) => TokenView["written"] & object,
): TokenView[] {
  const views: TokenView[] = [];
  let [end, word] = [0, 0];
  for (const { text, masked } of pieces) {
    if (masked) views.push({ end: (end += text.length) });
    else for (const each of wordsOf(text)) views.push({ end: (end += each.length), written: written(word++) });
  }
  return views;
}

/** For each of the later words: whether it was there before, in the same order. */
function inBoth(earlier: readonly string[], later: readonly string[]): boolean[] {
  const changes = diffArrays([...earlier], [...later], { timeout: patience });
  if (changes === undefined) return later.map(() => false);
  return changes.flatMap(({ added, removed, value }) => (removed ? [] : value.map(() => !added)));
}

function knownWords(pieces: readonly TextPiece[]): string[] {
  return pieces.flatMap(({ text, masked }) => (masked ? [] : wordsOf(text)));
}

/** Each with the space before it; joined they are the text. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/gu) ?? [];
}
