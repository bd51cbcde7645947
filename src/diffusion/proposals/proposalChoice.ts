/** Which proposal a run asks for. Pure. */
import { ancestral } from "./ancestral.ts";
import { blocks } from "./blocks.ts";
import { confidenceOrdered, type ConfidenceRule } from "./confidenceOrdered.ts";
import { dilated } from "./dilated.ts";
import { firstHitting } from "./firstHitting.ts";
import { klass } from "./klass.ts";
import { confidenceFactor, confidenceThreshold, entropyBounded } from "./parallel.ts";
import { pathPlanning } from "./pathPlanning.ts";
import type { TextProposal } from "./proposal.ts";
import { remasking } from "./remasking.ts";

interface OrderChoice {
  readonly orderTemperature: number;
  readonly confidence: ConfidenceRule;
}

/** A rule for a part of the places at a time. */
interface WithinChoice extends OrderChoice {
  readonly within: "ancestral" | "first-hitting" | "confidence" | "threshold";
  readonly threshold: number;
}

export type ProposalChoice =
  | { readonly kind: "ancestral" }
  | { readonly kind: "first-hitting" }
  | { readonly kind: "remask-cap"; readonly cap: number }
  | { readonly kind: "remask-rescale"; readonly rescale: number }
  | (OrderChoice & { readonly kind: "confidence" })
  | { readonly kind: "threshold"; readonly threshold: number }
  | { readonly kind: "factor"; readonly factor: number }
  | { readonly kind: "entropy"; readonly bound: number }
  | { readonly kind: "klass"; readonly threshold: number; readonly divergence: number }
  | { readonly kind: "planned"; readonly planning: number }
  | (WithinChoice & { readonly kind: "dilated"; readonly stride: number })
  | (WithinChoice & { readonly kind: "blocks"; readonly size: number });

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
    case "threshold":
      return confidenceThreshold(choice.threshold);
    case "factor":
      return confidenceFactor(choice.factor);
    case "entropy":
      return entropyBounded(choice.bound);
    case "klass":
      return klass(choice);
    case "planned":
      return pathPlanning(choice.planning);
    case "dilated":
      return dilated(choice.stride, textProposal({ ...choice, kind: choice.within }));
    default:
      return blocks(choice.size, textProposal({ ...choice, kind: choice.within }));
  }
}
