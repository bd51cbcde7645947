/** What a target that is made of several distributions asks of a run. */
import { SteeringError, type Sentence } from "../../errors.ts";
import type { CompositionChoice } from "../../protocol/choiceSchemas.ts";

/** How many distributions it is made of: each is asked of a denoiser in every step. */
export function partsOf(choice: CompositionChoice): number {
  if (choice.kind === "product") return 1 + choice.prompts.length;
  return choice.kind === "guidance" || choice.kind === "models" ? 2 : 1;
}

export function invalidComposition(message: Sentence): SteeringError {
  return new SteeringError("steering-invalid", message, { details: { field: "composition" } });
}
