/** What of a particle goes into an editor. Pure. */
import type { TextParticle } from "../../protocol/particle.ts";

/**
 * What it wrote, where the editor already has the beginning; the whole text elsewhere. `asked`: the run was asked to write at
 * this very place.
 */
export function textFor(
  place: { surroundings(): { readonly before: string } },
  asked: boolean,
  particle: TextParticle,
  prompt: string,
): string {
  if (asked || prompt.trim() === "") return particle.generated;
  const before = place.surroundings().before.trimEnd();
  return before.endsWith(prompt.trimEnd()) ? particle.generated : particle.text;
}
