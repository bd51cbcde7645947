/** Which proposal a run asks for. Pure. */
import { ancestral } from "./ancestral.ts";
import { blocks } from "./blocks.ts";
import { confidenceOrdered, type ConfidenceRule } from "./confidenceOrdered.ts";
import { firstHitting } from "./firstHitting.ts";
import type { TextProposal } from "./proposal.ts";
import { remasking } from "./remasking.ts";

interface OrderChoice {
  readonly orderTemperature: number;
  readonly confidence: ConfidenceRule;
}

export type ProposalChoice =
  | { readonly kind: "ancestral" }
  | { readonly kind: "first-hitting" }
  | { readonly kind: "remask-cap"; readonly cap: number }
  | { readonly kind: "remask-rescale"; readonly rescale: number }
  | (OrderChoice & { readonly kind: "confidence" })
  | (OrderChoice & {
      readonly kind: "blocks";
      readonly size: number;
      /** The rule inside a block. */
      readonly within: "ancestral" | "first-hitting" | "confidence";
    });

/** Throws `steering-invalid` for values that make no sense. */
export function textProposal(choice: ProposalChoice): TextProposal {
  switch (choice.kind) {
    case "ancestral":
      return ancestral();
    case "first-hitting":
      return firstHitting();
    case "remask-cap":
      return remasking({ cap: choice.cap });
    case "remask-rescale":
      return remasking({ rescale: choice.rescale });
    case "confidence":
      return confidenceOrdered({ orderTemperature: choice.orderTemperature, rule: choice.confidence });
    default:
      return blocks(choice.size, textProposal({ ...choice, kind: choice.within }));
  }
}
