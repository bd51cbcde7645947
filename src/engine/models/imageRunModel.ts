/** An image model as a run uses it. */
import type { ImageSample } from "../../diffusion/image.ts";
import { imageProcess } from "../../diffusion/imageProcess.ts";
import { levelsLeftOut, suggestScheduler } from "../../diffusion/schedulers/modelScheduler.ts";
import type { SchedulerChoice } from "../../diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../diffusion/schedulers/schedulerChoice.ts";
import { unknownSettings } from "../../diffusion/schedulers/schedulerConfig.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import type { ImageModel } from "../../runtime/image/imageModel.ts";
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
      const { steps, width, height, negativePrompt, guidance = model.guidance } = specification;
      const choice = samplerOf(specification, model, warn);
      const network = model.network(guidance, warn, { width, height });
      const strange = unknownSettings(model.scheduler);
      if (strange !== undefined) warn(strange);
      return imageProcess({
        network,
        scheduler: createScheduler({ config: model.scheduler, choice, steps, ...network.flow }),
        model: model.name,
        conditions: new Map(groups.map(({ key, prompt }) => [key, { prompt, negativePrompt }])),
      });
    },
    callsAStep: ({ guidance = model.guidance }) => model.passesAStep(guidance),
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
