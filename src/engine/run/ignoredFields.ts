/** What a run asks for that its kind of model knows nothing of. Pure. */
import type { Modality } from "../../protocol/modality.ts";
import { foreignFields } from "../../protocol/modalityFields.ts";
import { defaultSpecification, type RunSpecification } from "../../protocol/specification.ts";

/** One sentence, or none. */
export function ignoredFields(specification: RunSpecification, modality: Modality): string[] {
  const fields = foreignFields(modality).filter(
    (field) => JSON.stringify(specification[field]) !== JSON.stringify(defaultSpecification[field]),
  );
  if (fields.length === 0) return [];
  const [maker, made] = modality === "text" ? ["text", "images"] : ["image", "texts"];
  return [
    `Only ${made} have ${fields.join(", ")}: in a run of the ${maker} model ${specification.model} it changes nothing.`,
  ];
}
