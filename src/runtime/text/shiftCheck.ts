/**
 * Asks a model's weights which place its logits speak of, where nobody says: the masked-token loss on a few sentences, with the logits of the
 * masked place and with those of the place before. Knows a denoiser and a codec by their interfaces.
 */
import type { TextCodec, TextDenoiser } from "../../diffusion/text.ts";
import { SteeringError } from "../../errors.ts";

/** Mean negative log-likelihood of a masked token, in nats. */
export interface ShiftLosses {
  readonly own: number;
  readonly before: number;
}

export type ShiftVerdict =
  /** The losses are too near to each other, or both as bad as guessing. */
  { readonly kind: "unclear" | "own" | "before"; readonly losses: ShiftLosses | undefined };

const sentences = [
  "The little girl went to the park with her mother and played with her new ball.",
  "He opened the door and looked at the big dog in the garden.",
  "It was a sunny day and they wanted to swim in the lake.",
  "She said that she was very happy to see her friend again.",
  "They lived in a small house near the sea for many years.",
  "The boy was hungry, so he ate an apple and some bread.",
];
/** Every so many tokens one is masked, so that its neighbours are known. */
const spacing = 4;
/** Nats between the two losses from which on they are told apart: where the other place is meant, they differ by several. */
const clear = 0.7;
/** Tokens that have to be judged by. */
const fewest = 8;

export interface ShiftQuestion {
  readonly codec: TextCodec;
  /** Gives the logits of the places themselves. */
  readonly denoiser: TextDenoiser;
  /** The graph takes texts of one length alone: a sentence cannot be asked about. */
  readonly isFixed: boolean;
  readonly signal: AbortSignal;
}

/** Some passes of the network, one a sentence. */
export async function checkShift({ codec, denoiser, isFixed, signal }: ShiftQuestion): Promise<ShiftVerdict> {
  if (isFixed) return { kind: "unclear", losses: undefined };
  const banned = new Set(codec.bannedIds);
  const losses = { own: 0, before: 0 };
  let judged = 0;
  for (const sentence of sentences) {
    const ids = spelled(codec, sentence);
    const sequence = [...codec.leadIds, ...ids, ...codec.trailIds];
    const first = codec.leadIds.length;
    const places = ids.flatMap((id, i) => (i % spacing === spacing - 1 && !banned.has(id) ? [first + i] : []));
    if (sequence.length > denoiser.maxLength || places.length === 0) continue;
    const tokens = Int32Array.from(sequence, (id, place) => (places.includes(place) ? codec.maskId : id));
    const both = Int32Array.from(places.flatMap((place) => [place - 1, place]));
    const [logits] = await denoiser.logits([tokens], [both], signal);
    places.forEach((place, i) => {
      const id = sequence[place] as number;
      losses.before += loss(logits!, 2 * i, id, codec);
      losses.own += loss(logits!, 2 * i + 1, id, codec);
      judged += 1;
    });
  }
  if (judged < fewest) return { kind: "unclear", losses: undefined };
  const means = { own: losses.own / judged, before: losses.before / judged };
  // A uniform guess has this loss: a model that does no better has said nothing of either place.
  const guess = Math.log(codec.vocabularySize);
  const isClear = Math.abs(means.own - means.before) >= clear && Math.min(means.own, means.before) < guess - clear;
  return { kind: isClear ? (means.own < means.before ? "own" : "before") : "unclear", losses: means };
}

/** What a run should be told of a verdict. */
export function shiftNotice({ kind, losses }: ShiftVerdict, model: string): string | undefined {
  if (kind === "own") return undefined;
  const nats =
    losses === undefined
      ? "it takes no English sentences"
      : `${losses.before.toFixed(2)} nats a masked token with the logits of the place before, ${losses.own.toFixed(2)} with its own`;
  return kind === "before"
    ? `No file of the model ${model} says which place its logits speak of. A check of its weights found the next one (${nats}), so they are shifted. Write "fk_steering": {"shift": true} into its config.json to have this said, or false if it is wrong.`
    : `No file of the model ${model} says which place its logits speak of, and a check of its weights cannot tell (${nats}). They are taken for their own place; if the texts are nonsense, write "fk_steering": {"shift": true} into its config.json.`;
}

function spelled(codec: TextCodec, sentence: string): number[] {
  try {
    return codec.encode(sentence);
  } catch (error) {
    // A vocabulary of whole words may lack one of these.
    if (error instanceof SteeringError) return [];
    throw error;
  }
}

/** −log softmax at one token; a logit that is no number says nothing good. */
function loss(logits: Float32Array, row: number, id: number, { vocabularySize }: TextCodec): number {
  const values = logits.subarray(row * vocabularySize, (row + 1) * vocabularySize);
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const sum = values.reduce((total, value) => total + Math.exp(value - highest), 0);
  const result = Math.log(sum) + highest - (values[id] as number);
  return Number.isFinite(result) ? Math.min(result, 100) : 100;
}
