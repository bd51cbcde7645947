/** What a run was asked to be: enough to ask for it again, when it has failed or the window was reloaded. Pure. */
import * as v from "valibot";
import type { BranchPlace } from "../../protocol/branch.ts";
import { goOnUntilSchema, type GoOnUntil } from "../../protocol/goOn.ts";
import { parseSpecification, type RunSpecification } from "../../protocol/specification.ts";

export type AskedRun =
  | {
      readonly kind: "run";
      readonly specification: RunSpecification;
      /** Where in another run it begins. */
      readonly from?: BranchPlace | undefined;
      /** The file of a run that it repeats, and is compared with. */
      readonly repeats?: string | undefined;
    }
  | {
      /** Goes on with one that was cut off. */
      readonly kind: "resume";
      readonly runFile: string;
    }
  | {
      /** Goes on with one that came to its end. */
      readonly kind: "goOn";
      readonly runFile: string;
      readonly until: GoOnUntil;
    };

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const path = v.pipe(v.string(), v.minLength(1));

const askedSchema = v.variant("kind", [
  v.object({
    kind: v.literal("run"),
    specification: v.unknown(),
    from: v.optional(v.object({ run: path, iteration: v.optional(index), step: index, particle: index })),
    repeats: v.optional(path),
  }),
  v.object({ kind: v.literal("resume"), runFile: path }),
  v.object({ kind: v.literal("goOn"), runFile: path, until: goOnUntilSchema }),
]);

/** What was kept of a queue, as far as it can be believed. */
export function parseAsked(kept: unknown): readonly AskedRun[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((one): AskedRun[] => {
    const { success, output } = v.safeParse(askedSchema, one);
    if (!success) return [];
    if (output.kind !== "run") return [output];
    try {
      return [{ ...output, specification: parseSpecification(output.specification) }];
    } catch {
      return [];
    }
  });
}
