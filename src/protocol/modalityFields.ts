/** Which fields of a run specification mean something for texts only, or for images only. Pure. */
import type { Modality } from "./modality.ts";
import { rowOf, runFieldNames, type RunFieldName } from "./runFields.ts";

/** The request without what a model of that kind knows nothing of: the defaults hold there. */
export function ownPart<Request extends object>(request: Request, modality: Modality): Request {
  const foreign = new Set<string>(foreignFields(modality));
  return Object.fromEntries(Object.entries(request).filter(([name]) => !foreign.has(name))) as Request;
}

/** What a model that makes texts, or images, knows nothing of. */
export function foreignFields(modality: Modality): readonly RunFieldName[] {
  return runFieldNames.filter((name) => {
    const { modality: own } = rowOf(name);
    return own !== undefined && own !== modality;
  });
}
