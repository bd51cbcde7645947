/** Which models can be chosen. Pure. */
import { extentWords, modelProblem, type ModelInfo } from "../../src/protocol/modelInfo.ts";
import type { Modality } from "../../src/protocol/modality.ts";
import type { Option } from "../controls/option.ts";
import { findModel } from "./draftProblems.ts";

/** With what is chosen, where it is none of them; "" where nothing is. @param makes only models that make this */
export function modelOptions(models: readonly ModelInfo[], chosen: string, makes?: Modality): Option[] {
  const offered = models.filter(({ modality }) => makes === undefined || modality === makes);
  const options = offered.map((one) => ({
    value: one.name,
    label: one.extent === undefined ? one.title : `${one.title} (${extentWords(one)})`,
    title: modelProblem(one) ?? one.description,
    disabled: modelProblem(one) !== undefined,
  }));
  if (options.length === 0) return [{ value: chosen, label: "Looking for models…" }];
  if (chosen === "" || findModel(offered, chosen) !== undefined) return options;
  return [{ value: chosen, label: `${chosen} (missing)`, title: "", disabled: false }, ...options];
}

/** The second model of a product. */
export function otherModelOptions(models: readonly ModelInfo[], chosen: string): Option[] {
  const options = modelOptions(models, chosen, "text");
  return chosen === "" ? [{ value: "", label: "Choose a model" }, ...options] : options;
}
