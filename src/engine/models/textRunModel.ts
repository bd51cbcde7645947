/** A text model as a run uses it, alone or with another beside it that has a say in a product. */
import type { TextCodec, TextSample } from "../../diffusion/text.ts";
import { namedField, sentence } from "../../errors.ts";
import type { TextView } from "../../protocol/particle.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import type { TextModel } from "../../runtime/text/textModel.ts";
import type { PromptGroup } from "../run/promptGroups.ts";
import { unknownNotice } from "./unknownWords.ts";
import { invalidComposition, partsOf } from "./composition.ts";
import type { RunModel } from "./runModel.ts";
import { textProcess } from "./textProcess.ts";

export function textRunModel(model: TextModel): RunModel {
  return {
    ...model,
    modality: "text",
    text: model,
    process(specification, groups, warn) {
      model.notices.forEach(warn);
      warnOfUnknown(model, groups, specification, warn);
      return textProcess(specification, groups, model);
    },
    callsAStep: ({ composition }) => partsOf(composition),
    view: (sample) => textView(sample as TextSample),
  };
}

/**
 * A product of two models: what the run says of its model is said of both, and each is asked once a step.
 *
 * @throws SteeringError `steering-invalid` where the other writes no text, or with other tokens
 */
export function besideTextModel(run: RunModel, otherRun: RunModel): RunModel {
  const [model, other] = [textOf(run), textOf(otherRun)];
  const difference = tokenDifference(model.codec, other.codec);
  if (difference !== undefined) {
    throw invalidComposition(
      sentence`The run cannot start: ${model.name} and ${other.name} have not the same tokens (${difference}), so that their probabilities cannot be multiplied. Name another model in ${namedField("composition", "models", "the target")}.`,
    );
  }
  return {
    ...run,
    files: [...model.files, ...other.files.map(({ path, sha256 }) => ({ path: `${other.name}/${path}`, sha256 }))],
    // A model that is named twice counts what it does for both.
    usage: model === other ? model.usage : sumOf(model.usage, other.usage),
    process(specification, groups, warn) {
      for (const notice of new Set([...model.notices, ...other.notices])) warn(notice);
      warnOfUnknown(model, groups, specification, warn);
      return textProcess(specification, groups, model, other);
    },
  };
}

/** Of each text that the model is asked after. */
function warnOfUnknown(
  { codec, name }: TextModel,
  groups: readonly PromptGroup[],
  { suffix, composition }: WholeSpecification,
  warn: (message: string) => void,
): void {
  const others = composition.kind === "product" ? composition.prompts : [];
  const away = composition.kind === "guidance" ? composition.away : "";
  const notices = [
    ...groups.map(({ prompt }) => unknownNotice(codec, prompt, name)),
    ...others.map((prompt) => unknownNotice(codec, prompt, name, "another prompt that must agree")),
    unknownNotice(codec, away, name, "the prompt to lead away from"),
    unknownNotice(codec, suffix, name, "the text after the gap"),
  ];
  for (const notice of new Set(notices)) if (notice !== undefined) warn(notice);
}

function sumOf(one: TextModel["usage"], other: TextModel["usage"]): TextModel["usage"] {
  return {
    get forwardPasses() {
      return one.forwardPasses + other.forwardPasses;
    },
    get seconds() {
      return one.seconds + other.seconds;
    },
  };
}

function textOf({ name, text }: RunModel): TextModel {
  if (text !== undefined) return text;
  throw invalidComposition(
    sentence`The run cannot start: ${name} makes no texts, and ${namedField("composition", "models", "a product of two models")} is of two that do. Name a text model.`,
  );
}

/** The first way in which two models would read or write the same ids otherwise; undefined: none. */
function tokenDifference(one: TextCodec, other: TextCodec): string | undefined {
  const { vocabularySize } = one;
  if (vocabularySize !== other.vocabularySize) return `${vocabularySize} and ${other.vocabularySize} of them`;
  if (one.maskId !== other.maskId) return `the mask is number ${one.maskId} and ${other.maskId}`;
  if (one.endId !== other.endId) return `a text ends with number ${one.endId ?? "none"} and ${other.endId ?? "none"}`;
  const [frame, otherFrame] = [one, other].map(
    ({ leadIds, trailIds }) => `${leadIds.join(" ")} … ${trailIds.join(" ")}`,
  );
  if (frame !== otherFrame) return `what stands around a text is ${frame} and ${otherFrame}`;
  for (let id = 0; id < vocabularySize; id += 1) {
    const [token, otherToken] = [one.decode([id]), other.decode([id])];
    if (token !== otherToken) return `number ${id} is "${token}" and "${otherToken}"`;
  }
  return undefined;
}

/** A new object; its pieces are found when they are read. */
function textView(sample: TextSample): TextView {
  const { text, generated } = sample;
  return {
    modality: "text",
    text,
    generated,
    get pieces() {
      return sample.pieces;
    },
  };
}
