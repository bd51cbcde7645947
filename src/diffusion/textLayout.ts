/**
 * Where the tokens of a text lie: lead, prefix, the places to be written, suffix, trail, fill. Pure: knows the codec's
 * interface, no model.
 */
import { shortened } from "../cutText.ts";
import { SteeringError } from "../errors.ts";
import type { TextCodec } from "./text.ts";

/** What a text is written for. `prefix` and `suffix` stand around it; `prompt` is what a reward is told. */
export interface TextCondition {
  readonly prompt: string;
  readonly prefix: string;
  readonly suffix: string;
}

export interface LayoutOptions {
  readonly codec: TextCodec;
  /** Tokens in one sequence, special tokens included. */
  readonly maxLength: number;
  /** The model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** Most tokens to write; as many as fit, or a span that suits a gap, when absent. */
  readonly length?: number;
  /** What to do about a context that does not fit: refuse it, or keep the tokens nearest to the gap. */
  readonly truncateContext?: "error" | "nearest";
}

/** One condition laid out. All particles of its groups share it. */
export interface TextLayout {
  readonly condition: TextCondition;
  /** int32 [length]: the sequence with the mask at every place that is to be written. */
  readonly template: Int32Array;
  /** Rising positions of those places, one next to the other. */
  readonly places: Int32Array;
  readonly maskId: number;
  /** The text is cut at the first of these among the written tokens. */
  readonly endId: number | undefined;
  /** Never drawn at any place. */
  readonly bannedIds: readonly number[];
  /** Never drawn at the first place: what would glue the text to a prefix that ends in a space. */
  readonly bannedFirstIds: readonly number[];
  /** Nearest known tokens on both sides, to decode written tokens in their context. */
  readonly left: DecodedIds;
  readonly right: DecodedIds;
}

/** Tokens and what they decode to on their own. */
export interface DecodedIds {
  readonly ids: readonly number[];
  readonly text: string;
}

/** Tokens for a gap between two known texts, when nothing else is said. */
const gapLength = 24;
/** Tokens to write by a model that never ends by itself, when nothing else is said. */
const openLength = 64;
/** More neighbours would not change how a token decodes. */
const contextIds = 8;

/**
 * Spaces at the end of the prefix are left to the first written token, since tokens usually begin with theirs.
 *
 * @throws SteeringError `prompt-too-long` where no place is left to write to
 */
export function layOut(condition: TextCondition, options: LayoutOptions): TextLayout {
  const { codec, maxLength, length } = options;
  const bare = condition.prefix.replace(/ +$/, "");
  const starts = bare === condition.prefix || bare === "" ? undefined : wordStartIds(codec, codec.encode(bare));
  const prefixText = starts === undefined && bare !== "" ? condition.prefix : bare;
  // 1. how much room there is, and what of the context fits
  const room = maxLength - codec.leadIds.length - codec.trailIds.length;
  const whole = { prefix: codec.encode(prefixText), suffix: codec.encode(condition.suffix) };
  const { prefix, suffix } = fitContext(whole, condition, room, options);
  const open = suffix.length === 0;
  const free = room - prefix.length - suffix.length;
  const endId = options.endFill ? codec.endId : undefined;
  const usual = open ? (endId === undefined ? openLength : free) : gapLength;
  const span = Math.min(free, length ?? usual);
  // 2. lead, prefix, masked, suffix, trail, and the model's own fill to its full length
  const sequence = [...codec.leadIds, ...prefix, ...Array<number>(span).fill(codec.maskId), ...suffix];
  if (endId !== undefined && open) while (sequence.length < maxLength - codec.trailIds.length) sequence.push(endId);
  sequence.push(...codec.trailIds);
  if (endId !== undefined) while (sequence.length < maxLength) sequence.push(endId);
  const first = codec.leadIds.length + prefix.length;
  // 3. what may be drawn: an end only where the model ends texts, and never in a gap
  const mayEnd = endId !== undefined && open;
  const bannedIds = [...codec.bannedIds, codec.maskId];
  if (!mayEnd && codec.endId !== undefined) bannedIds.push(codec.endId);
  return {
    condition,
    template: Int32Array.from(sequence),
    places: Int32Array.from({ length: span }, (_, i) => first + i),
    maskId: codec.maskId,
    endId: mayEnd ? endId : undefined,
    bannedIds,
    bannedFirstIds: starts === undefined ? [] : allBut(starts, mayEnd ? endId : undefined, codec.vocabularySize),
    left: decoded(codec, prefix.slice(-contextIds)),
    right: decoded(codec, suffix.slice(0, contextIds)),
  };
}

function decoded(codec: TextCodec, ids: readonly number[]): DecodedIds {
  return { ids, text: ids.length === 0 ? "" : codec.decode(ids) };
}

interface Context {
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
}

function fitContext(context: Context, condition: TextCondition, room: number, options: LayoutOptions): Context {
  const { prefix, suffix } = context;
  const tokens = prefix.length + suffix.length;
  if (options.truncateContext !== "nearest" || room < 1) {
    if (tokens < room) return context;
    const more = tokens - room + 1;
    throw new SteeringError(
      "prompt-too-long",
      `${takingWords(context, condition)}, and the model can hold ${Math.max(0, room - 1)} beside what it writes. Shorten ${context.suffix.length === 0 ? "it" : "them"} by at least ${more} ${more === 1 ? "token" : "tokens"}, or choose a model for longer texts.`,
      { details: { tokens, room: Math.max(0, room - 1), maxLength: options.maxLength } },
    );
  }
  const wanted = Math.max(1, Math.min(options.length ?? gapLength, Math.floor(room / 2)));
  const budget = room - wanted;
  if (tokens <= budget) return context;
  // Two thirds for what comes before, unless one side leaves room to the other.
  const after = Math.min(suffix.length, Math.max(Math.floor(budget / 3), budget - prefix.length));
  return { prefix: prefix.slice(Math.max(0, prefix.length + after - budget)), suffix: suffix.slice(0, after) };
}

/** Characters of a prompt by which it is told from the others of a run. */
const shown = 40;

/** What takes how many tokens: a run may have several prompts, and what stands after them may be the longer part. */
function takingWords({ prefix, suffix }: Context, { prefix: text }: TextCondition): string {
  const line = text.replaceAll(/\s+/gu, " ").trim();
  const prompt = `The prompt “${shortened(line, shown)}”`;
  if (suffix.length === 0) return `${prompt} takes ${prefix.length} tokens`;
  return `${prompt} takes ${prefix.length} tokens and the text after the gap ${suffix.length}`;
}

function allBut(kept: ReadonlySet<number>, alsoKept: number | undefined, size: number): number[] {
  const rest: number[] = [];
  for (let id = 0; id < size; id += 1) if (!kept.has(id) && id !== alsoKept) rest.push(id);
  return rest;
}

/**
 * Ids that put a space between themselves and the text before them; undefined if the codec has none. Asked in the context of
 * `before`, since some decoders swallow the first space of a text.
 */
function wordStartIds(codec: TextCodec, before: readonly number[]): ReadonlySet<number> | undefined {
  const context = before.slice(-1);
  const base = codec.decode(context);
  const banned = new Set(codec.bannedIds);
  const starts = new Set<number>();
  for (let id = 0; id < codec.vocabularySize; id += 1) {
    if (banned.has(id) || id === codec.maskId || id === codec.endId) continue;
    const text = codec.decode([...context, id]);
    // A second space would be one too many.
    if (text.startsWith(base) && /^ [^ ]/.test(text.slice(base.length))) starts.add(id);
  }
  return starts.size === 0 ? undefined : starts;
}
