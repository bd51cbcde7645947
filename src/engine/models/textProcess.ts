/** The masked-text process that a specification asks for. Pure. */
import type { Composition, Factor } from "../../diffusion/composition.ts";
import { maskedText, type MaskedTextProcess } from "../../diffusion/maskedText.ts";
import { textProposal } from "../../diffusion/proposals/proposalChoice.ts";
import type { CompositionChoice } from "../../protocol/choiceSchemas.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import type { TextModel } from "../../runtime/text/textModel.ts";
import type { PromptGroup } from "../run/promptGroups.ts";

/** @param other the model beside it, where the target is a product of two. Throws what `maskedText` throws. */
export function textProcess(
  specification: WholeSpecification,
  groups: readonly PromptGroup[],
  model: TextModel,
  other?: TextModel,
): MaskedTextProcess {
  const { suffix, steps, length, truncateContext } = specification;
  return maskedText({
    codec: model.codec,
    denoiser: model.denoiser,
    steps,
    temperature: specification.temperature ?? model.drawTemperature,
    endFill: model.endFill,
    conditions: new Map(groups.map(({ key, prompt }) => [key, { prompt, prefix: prompt, suffix }])),
    truncateContext,
    proposal: textProposal(specification.proposal),
    ...compositionOf(specification.composition, suffix, other),
    ...(length === undefined ? {} : { length }),
  });
}

function compositionOf(
  choice: CompositionChoice,
  suffix: string,
  other: TextModel | undefined,
): { readonly composition?: Composition } {
  const factor = (prompt: string, exponent: number): Factor => ({
    condition: { prompt, prefix: prompt, suffix },
    exponent,
  });
  switch (choice.kind) {
    case "model":
      return {};
    case "power":
      return { composition: { exponent: choice.exponent, others: [], draw: choice.draw } };
    case "product": {
      const [own = 1, ...rest] = choice.exponents;
      const others = choice.prompts.map((prompt, k) => factor(prompt, rest[k] ?? 1));
      return { composition: { exponent: own, others, draw: "target", share: choice.share } };
    }
    case "models": {
      const [own = 1, exponent = 1] = choice.exponents;
      const others: Factor[] = other === undefined ? [] : [{ exponent, denoiser: other.denoiser }];
      return { composition: { exponent: own, others, draw: "target", share: choice.share } };
    }
    default: {
      const { scale, away, share } = choice;
      return { composition: { exponent: scale, others: [factor(away, 1 - scale)], draw: "target", share } };
    }
  }
}
