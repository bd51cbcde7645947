/** What a file of strangers asks for, with numbers that a person's machine bears without being asked. Pure. */
import type { RunSpecification } from "../../protocol/specification.ts";

/** Bounds of what costs time and memory in proportion. A person may ask for more, in the form. */
const bounds = {
  particles: 64,
  islands: 8,
  steps: 256,
  draws: 16,
  candidates: 16,
  standardise: 64,
  length: 1024,
  width: 1024,
  height: 1024,
} as const;
const mostRewards = 8;
const mostPrompts = 8;
const mostIterations = 16;

/** `lowered`: what it had asked for where that is more, in words. */
export function boundedSpecification(asked: RunSpecification): {
  readonly specification: RunSpecification;
  readonly lowered: readonly string[];
} {
  const { rewards, otherPrompts, refine } = asked;
  const numbers = (Object.entries(bounds) as [keyof typeof bounds, number][]).flatMap(([name, bound]) => {
    const value = asked[name];
    return value === undefined || value <= bound ? [] : [{ name, value, bound }];
  });
  const lowered = [
    ...numbers.map(({ name, value, bound }) => `${value} ${words[name]} instead of ${bound}`),
    ...(rewards.length > mostRewards ? [`${rewards.length} rewards instead of ${mostRewards}`] : []),
    ...(otherPrompts.length >= mostPrompts ? [`${otherPrompts.length + 1} prompts instead of ${mostPrompts}`] : []),
    ...(isLong(refine) ? [`${refine.iterations} iterations instead of ${mostIterations}`] : []),
  ];
  return {
    specification: {
      ...asked,
      ...Object.fromEntries(numbers.map(({ name, bound }) => [name, bound])),
      rewards: rewards.slice(0, mostRewards),
      otherPrompts: otherPrompts.slice(0, mostPrompts - 1),
      ...(isLong(refine) ? { refine: { ...refine, iterations: mostIterations } } : {}),
    },
    lowered,
  };
}

function isLong(refine: RunSpecification["refine"]): refine is NonNullable<typeof refine> {
  return refine !== undefined && refine.iterations > mostIterations;
}

const words: Readonly<Record<keyof typeof bounds, string>> = {
  particles: "particles",
  islands: "islands",
  steps: "steps",
  draws: "draws",
  candidates: "candidates",
  standardise: "particles of a pilot",
  length: "tokens",
  width: "pixels of width",
  height: "pixels of height",
};
