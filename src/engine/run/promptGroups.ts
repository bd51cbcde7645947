/** The prompts of a run as groups of the particle system. Pure. */
import type { RunSpecification } from "../../protocol/specification.ts";
import type { GroupRequest } from "../../steering/cloud.ts";

export interface PromptGroup extends GroupRequest {
  readonly prompt: string;
}

/**
 * One group a prompt. Its key is the prompt itself, so that a prompt's particles are the same whatever runs beside it; a prompt that comes
 * again gets a key of its own, and with it other particles.
 */
export function promptGroups({
  prompt,
  otherPrompts,
  particles,
}: Pick<RunSpecification, "prompt" | "otherPrompts" | "particles">): PromptGroup[] {
  const seen = new Map<string, number>();
  return [prompt, ...otherPrompts].map((each) => {
    const before = seen.get(each) ?? 0;
    seen.set(each, before + 1);
    return { key: keyOf(each, before), prompt: each, particles };
  });
}

/** Different for all pairs: what follows the last NUL is the count, and without a NUL there is none. */
function keyOf(prompt: string, before: number): string {
  return before === 0 && !prompt.includes("\0") ? prompt : `${prompt}\0${before}`;
}
