/** The prompts of a run as groups of the particle system. Pure. */
import type { RunSpecification } from "../../protocol/specification.ts";
import type { GroupRequest } from "../../steering/cloud.ts";
import { type Archipelago, archipelago } from "../../steering/islands.ts";

export interface PromptGroup extends GroupRequest {
  readonly prompt: string;
  /** Which of the prompt's populations, from 0; absent where there is one. */
  readonly island?: number | undefined;
}

/**
 * One group a prompt, or one for each of its islands, side by side. Its key is the prompt itself, so that a prompt's particles are the same whatever runs beside it; a prompt that comes
 * again gets a key of its own, and with it other particles, and so does every island but the first.
 */
export function promptGroups({
  prompt,
  otherPrompts,
  particles,
  islands,
}: Pick<RunSpecification, "prompt" | "otherPrompts" | "particles" | "islands">): PromptGroup[] {
  const seen = new Map<string, number>();
  return [prompt, ...otherPrompts].flatMap((each) => {
    const before = seen.get(each) ?? 0;
    seen.set(each, before + 1);
    const key = keyOf(each, before);
    if (islands === 1) return [{ key, prompt: each, particles }];
    return Array.from({ length: islands }, (_, island) => ({
      key: island === 0 ? key : `${keyOf(`${each}\0`, before)}\0island ${island}`,
      prompt: each,
      particles,
      island,
    }));
  });
}

/** Of each prompt, by log Z of every group: its islands as one, where it has one population that alone. */
export function archipelagosOf(groups: readonly PromptGroup[], logZ: readonly number[]): Archipelago[] {
  const firsts = groups.flatMap(({ island = 0 }, g) => (island === 0 ? [g] : []));
  return firsts.map((first, p) => archipelago(logZ.slice(first, firsts[p + 1])));
}

/** Different for all pairs: what follows the last NUL is the count, and without a NUL there is none. */
function keyOf(prompt: string, before: number): string {
  return before === 0 && !prompt.includes("\0") ? prompt : `${prompt}\0${before}`;
}
