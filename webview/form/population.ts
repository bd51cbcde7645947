/** The particles of a prompt as the form says them: one number, which the islands share. Pure. */
import { plural } from "../../src/protocol/numberWords.ts";
import { presetOf, presets, presetSettings, sharingNote } from "../../src/protocol/presets.ts";
import { maxParticles } from "../../src/protocol/runFields.ts";
import type { Draft } from "./formDraft.ts";

type Population = Pick<Draft, "particles" | "islands">;

/** On all islands; while these are no number of islands, those that each of them had. */
export function allParticles({ particles, islands }: Population): number {
  // What was divided by three and comes back is the same again.
  return areIslands(islands) ? Number((particles * islands).toPrecision(12)) : particles;
}

/** So many in all. What is foreign to the model makes no preset another. A preset divides them anew; islands that a person chose stay, and whether they can share so many is said at the field. */
export function withParticles(draft: Draft, all: number, foreign: readonly string[] = []): Population {
  const preset = presetOf(draft, foreign);
  if (preset !== undefined) {
    const { islands, particles } = presetSettings(preset, all);
    return { islands, particles };
  }
  const { islands } = draft;
  return { islands, particles: areIslands(islands) ? all / islands : all };
}

/** The same particles on so many islands. */
export function withIslands(draft: Draft, islands: number): Population {
  const all = allParticles(draft);
  return { islands, particles: areIslands(islands) ? all / islands : all };
}

/** What is wrong with them, where each by itself is right. */
export function sharingProblem(draft: Draft): string | undefined {
  const all = allParticles(draft);
  if (areIslands(draft.islands) && draft.islands > 1 && all > maxParticles) return `Must be at most ${maxParticles}.`;
  if (!areIslands(draft.islands) || !Number.isInteger(all) || Number.isInteger(draft.particles)) return undefined;
  return `${plural(all, "particle")} cannot be shared by ${draft.islands} islands.`;
}

/** What a preset does with particles that its islands cannot share. */
export function presetNote(draft: Draft, foreign: readonly string[] = []): string | undefined {
  const preset = presetOf(draft, foreign);
  return preset === undefined ? undefined : sharingNote(presets[preset].settings.islands, allParticles(draft));
}

function areIslands(islands: number): boolean {
  return Number.isInteger(islands) && islands >= 1;
}
