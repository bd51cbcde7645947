/** What a run is asked to be. Validated where it enters (panel, command line, settings, run file); believed inside. */
import * as v from "valibot";
import { plainSettings, usualParticles } from "./presets.ts";
import { shortened } from "../cutText.ts";
import { SteeringError, namedField, sentence, type Sentence } from "../errors.ts";
import type { Frozen } from "./fields.ts";
import { type rewardChoiceSchema, runFieldNames, runFields, type RunFieldName } from "./runFields.ts";

export type RewardChoice = Frozen<v.InferOutput<typeof rewardChoiceSchema>>;

type Entries = { readonly [Name in RunFieldName]: (typeof runFields)[Name]["schema"] };

const entries = Object.fromEntries(runFieldNames.map((name) => [name, runFields[name].schema])) as unknown as Entries;

export const runSpecificationSchema = v.strictObject(entries);
export type RunSpecification = Frozen<v.InferOutput<typeof runSpecificationSchema>>;

/** Of each prompt, on all of its islands. */
export function particlesOf({
  particles = usualParticles,
  islands = plainSettings.islands,
}: Pick<RunRequest, "particles" | "islands">): number {
  return particles * islands;
}

/** All of them, in the order of the groups. */
export function promptsOf({ prompt, otherPrompts }: Pick<RunSpecification, "prompt" | "otherPrompts">): string[] {
  return [prompt, ...otherPrompts];
}

/** What each group of the particle system is of: a prompt, and where it has several populations one of these. */
export function groupsOf(
  specification: Pick<RunSpecification, "prompt" | "otherPrompts" | "islands">,
): { readonly prompt: string; readonly island: number | undefined }[] {
  const { islands } = specification;
  return promptsOf(specification).flatMap((prompt) =>
    Array.from({ length: islands }, (_, island) => ({ prompt, island: islands === 1 ? undefined : island })),
  );
}

/** With everything that the specification leaves to the model filled in. */
export type WholeSpecification = RunSpecification & { readonly steps: number };
/** What a person has to say: everything with a default may be left out. */
export type RunRequest = Frozen<v.InferInput<typeof runSpecificationSchema>>;

/** What a run is where nothing is said: every default, from the one place that declares them; `model` and `rewards` are made up. */
export const defaultSpecification: RunSpecification = v.parse(runSpecificationSchema, {
  model: "any",
  rewards: [{ source: { kind: "builtin", name: "any" } }],
});

/** Fills defaults in. Throws `specification-invalid` that names the first wrong field. */
export function parseSpecification(input: unknown): RunSpecification {
  const result = v.safeParse(runSpecificationSchema, input, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? "specification";
  throw new SteeringError(
    "specification-invalid",
    [...sentence`The run cannot start: ${namedField(field)} `, ...problem(issue, field)],
    {
      details: { field },
    },
  );
}

/** Characters of a wrong value that its sentence shows. */
const longestShown = 80;

function problem({ type, expected, message, input }: v.BaseIssue<unknown>, field: string): Sentence {
  if (type === "strict_object" && expected === "never") return ["is no field of a run. Leave it out."];
  if (type === "strict_object" && expected !== "Object") return ["is missing. Say what it is and run again."];
  const given = typeof input === "number" ? String(input) : (JSON.stringify(input) ?? String(input));
  return sentence`${message}, and it is ${shortened(given, longestShown)}. Change ${namedField(field)} and run again.`;
}
