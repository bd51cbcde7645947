/** What of a prompt a model does not know. Pure. */
import type { TextCodec } from "../../diffusion/text.ts";

/** More of them say nothing more. */
const mostNamed = 5;

/**
 * What to say of a prompt whose words or letters become tokens that stand for nothing known; undefined where all are known.
 * @param called what the person knows the text as
 */
export function unknownNotice(
  codec: Pick<TextCodec, "encode" | "bannedIds">,
  prompt: string,
  model: string,
  called = "the prompt",
): string | undefined {
  const banned = new Set(codec.bannedIds);
  const isKnown = (text: string): boolean => !codec.encode(text).some((id) => banned.has(id));
  if (isKnown(prompt)) return undefined;
  const words = prompt.split(/\s+/u).filter((word) => word !== "" && !isKnown(word));
  const parts = words.flatMap((word) => {
    const letters = Array.from(word).filter((letter) => !isKnown(letter));
    return letters.length === 0 ? [word] : letters;
  });
  const unknown = [...new Set(parts)];
  if (unknown.length === 0) return undefined;
  const named = unknown.slice(0, mostNamed).map((part) => JSON.stringify(part));
  const more = unknown.length > mostNamed ? ` and ${unknown.length - mostNamed} more` : "";
  const advice = unknown.every((part) => isKnown(part.toUpperCase())) ? " It knows them as capitals." : "";
  return `${model} does not know ${named.join(", ")}${more} of ${called}, and reads something unknown there; rewards see what you wrote.${advice}`;
}
