/** An image model as a run uses it. */
import { setImmediate } from "node:timers/promises";
import type { ImageSample } from "../../diffusion/image.ts";
import type { ImageProduct } from "../../diffusion/gaussianProduct.ts";
import { imageProcess } from "../../diffusion/imageProcess.ts";
import { levelsLeftOut, suggestScheduler } from "../../diffusion/schedulers/modelScheduler.ts";
import type { SchedulerChoice } from "../../diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../diffusion/schedulers/schedulerChoice.ts";
import { unknownSettings } from "../../diffusion/schedulers/schedulerConfig.ts";
import { namedField, sentence } from "../../errors.ts";
import type { CompositionChoice } from "../../protocol/choiceSchemas.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import type { ImageModel } from "../../runtime/image/imageModel.ts";
import { invalidComposition, partsOf } from "./composition.ts";
import { imageView } from "./imageView.ts";
import type { RunModel, RunProcess } from "./runModel.ts";

export function imageRunModel(model: ImageModel): RunModel {
  return {
    ...model,
    modality: "image",
    process(specification, groups, warn): RunProcess {
      if (!model.takesPrompt && groups.some(({ prompt }) => prompt.trim() !== "")) {
        warn(`The model ${model.name} takes no prompt: it makes images of one kind, whatever is asked for.`);
      }
      const { steps, width, height, negativePrompt, guidance = model.guidance, composition } = specification;
      const choice = samplerOf(specification, model, warn);
      const product = productOf(composition, negativePrompt, model, warn);
      // Each prompt of a product is asked alone: guidance is what is made of their answers.
      const network = model.network(product === undefined ? guidance : 1, warn, { width, height });
      const strange = unknownSettings(model.scheduler);
      if (strange !== undefined) warn(strange);
      return imageProcess({
        network,
        scheduler: createScheduler({ config: model.scheduler, choice, steps, ...network.flow }),
        model: model.name,
        turn: () => setImmediate(),
        conditions: new Map(
          groups.map(({ key, prompt }) => [
            key,
            { prompt, negativePrompt: product === undefined ? negativePrompt : "" },
          ]),
        ),
        ...(product && { product }),
      });
    },
    callsAStep: ({ guidance = model.guidance, composition }) =>
      composition.kind === "model" ? model.passesAStep(guidance) : partsOf(composition),
    view: (sample, inFull) => imageView(sample as ImageSample, inFull),
  };
}

/** What was asked for; else the model's own rule, or one that draws noise where that draws none. */
function samplerOf(
  { sampler }: WholeSpecification,
  { scheduler }: ImageModel,
  warn: (message: string) => void,
): SchedulerChoice {
  if (sampler !== undefined) {
    const leftOut = levelsLeftOut(scheduler, sampler);
    if (leftOut !== undefined) warn(leftOut);
    return sampler;
  }
  const { choice, note } = suggestScheduler(scheduler);
  if (note !== undefined) warn(note);
  return choice;
}

/** Undefined: the model's own law, with guidance as its sampler has it. */
function productOf(
  choice: CompositionChoice,
  negativePrompt: string,
  { name, takesPrompt }: ImageModel,
  warn: (message: string) => void,
): ImageProduct | undefined {
  if (choice.kind === "model") return undefined;
  if (!takesPrompt) {
    throw invalidComposition(
      sentence`The run cannot start: the model ${name} takes no prompt, so there are no several to make ${namedField("composition", choice.kind, "a target")} of. Choose the model itself.`,
    );
  }
  if (choice.kind === "power" || choice.kind === "models") {
    const what =
      choice.kind === "power"
        ? namedField("composition", "power", "a power of the model")
        : namedField("composition", "models", "a product of two models");
    throw invalidComposition(
      sentence`The run cannot start: ${what} is known of the probabilities of tokens, and images have none. Choose another target.`,
    );
  }
  const { share } = choice;
  if (share > 0) {
    warn(
      `The weights of this target grow with the number of values in an image: at a share of ${share} expect a low effective sample size (ESS). Where it stays near 1, lower the share: the target then lies between the sampler's own law and the exact one.`,
    );
  }
  if (choice.kind === "guidance") {
    const { scale, away } = choice;
    const condition = { prompt: away === "" ? negativePrompt : away, negativePrompt: "", isAway: true };
    return { exponent: scale, others: [{ condition, exponent: 1 - scale }], share };
  }
  const { prompts } = choice;
  const equal = 1 / (prompts.length + 1);
  const exponents =
    choice.exponents.length === 0 ? Array.from({ length: prompts.length + 1 }, () => equal) : choice.exponents;
  const [own = 0, ...rest] = exponents;
  const others = prompts.map((prompt, k) => ({ condition: { prompt, negativePrompt: "" }, exponent: rest[k] ?? 0 }));
  return { exponent: own, others, share };
}
