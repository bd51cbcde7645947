/** A text model as a run uses it. */
import type { TextSample } from "../../diffusion/text.ts";
import type { TextView } from "../../protocol/particle.ts";
import type { TextModel } from "../../runtime/text/textModel.ts";
import type { RunModel } from "./runModel.ts";
import { textProcess } from "./textProcess.ts";

export function textRunModel(model: TextModel): RunModel {
  return {
    ...model,
    modality: "text",
    process(specification, groups, warn) {
      model.notices.forEach(warn);
      return textProcess(specification, groups, model);
    },
    // One for each prompt that has a say.
    callsAStep: ({ composition }) => {
      if (composition.kind === "product") return 1 + composition.prompts.length;
      return composition.kind === "guidance" ? 2 : 1;
    },
    view: (sample) => textView(sample as TextSample),
  };
}

function textView({ text, generated, pieces }: TextSample): TextView {
  return { modality: "text", text, generated, pieces };
}
