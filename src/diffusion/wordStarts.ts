/** Which tokens begin with a space. Pure. */
import type { TextCodec } from "./text.ts";

/**
 * Ids that put a space between themselves and the text before them; undefined if the codec has none. Asked in the context of
 * `before`, since some decoders swallow the first space of a text.
 */
export function wordStartIds(codec: TextCodec, before: readonly number[]): ReadonlySet<number> | undefined {
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
