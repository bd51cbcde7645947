/** What a classifier's config.json says of its labels, and what its logits become. Pure. */
import { SteeringError } from "../../errors.ts";
import { asString, isObject, type JsonObject } from "../folders/json.ts";

export interface Labels {
  /** In the order of the logits. */
  readonly names: readonly string[];
  /** `softmax`: one label is right; `sigmoid`: each may be; `number`: the logit is the answer (regression). */
  readonly scale: "softmax" | "sigmoid" | "number";
}

/** As transformers' pipeline decides (5.18): by `problem_type`, else by how many labels there are. */
export function labelsOf(config: JsonObject): Labels {
  const stated = isObject(config["id2label"]) ? config["id2label"] : {};
  const names = Object.entries(stated)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([id, name]) => asString(name) ?? `LABEL_${id}`);
  const problem = config["problem_type"];
  if (problem === "regression") return { names, scale: "number" };
  return { names, scale: problem === "multi_label_classification" || names.length === 1 ? "sigmoid" : "softmax" };
}

export function isClassifier(config: JsonObject): boolean {
  const architectures = Array.isArray(config["architectures"]) ? config["architectures"] : [];
  return architectures.some((name) => String(name).endsWith("ForSequenceClassification"));
}

/**
 * The place of a label among the logits: by its name, whatever its case, or by its number; without one the only label, or the second of two, which
 * is what such a model is about.
 *
 * @throws SteeringError `specification-invalid` that lists the labels
 */
export function labelAt({ names }: Labels, label: string, path: string): number {
  const wanted = label.trim();
  if (wanted === "" && names.length <= 2) return names.length - 1;
  const named = names.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
  const numbered = /^\d+$/u.test(wanted) && Number(wanted) < names.length ? Number(wanted) : -1;
  const found = named >= 0 ? named : numbered;
  if (found >= 0) return found;
  const complaint =
    wanted === "" ? `has ${names.length} labels, and none is named` : `has no label ${JSON.stringify(label)}`;
  throw new SteeringError(
    "specification-invalid",
    `The classifier in ${path} ${complaint}. Name one of ${names.join(", ")}.`,
    { details: { field: "parameters.label", path, labels: names } },
  );
}

/**
 * What the logits say of a label: its probability, or the margin by which it leads, the logarithm of its odds. A number stays what it is.
 * The margin goes on growing where a probability is at its ceiling.
 */
export function verdictOf(logits: ArrayLike<number>, at: number, scale: Labels["scale"], isMargin: boolean): number {
  const own = logits[at]!;
  if (scale === "number") return own;
  const margin = scale === "sigmoid" ? own : own - logSumExp(Array.from(logits).filter((_, index) => index !== at));
  return isMargin ? margin : 1 / (1 + Math.exp(-margin));
}

export function logSumExp(values: readonly number[]): number {
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
