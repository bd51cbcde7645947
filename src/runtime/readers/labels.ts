/** What a classifier's config.json says of its labels, and what its logits become. Pure. */
import { SteeringError } from "../../errors.ts";
import { asString, isObject, type JsonObject } from "../folders/json.ts";

export interface Labels {
  /** In the order of the logits. */
  readonly names: readonly string[];
  /** `softmax`: one label is right; `sigmoid`: each may be; `number`: the logit is the answer (regression). */
  readonly scale: "softmax" | "sigmoid" | "number";
}

/**
 * As transformers' pipeline decides (5.18): by `problem_type`, else by how many labels there are. What `id2label` has no name for is called `LABEL_3`.
 *
 * @param columns how many numbers the graph gives of a text
 * @throws SteeringError `model-signature` where `id2label` is not of this graph
 */
export function labelsOf(config: JsonObject, columns: number, path: string): Labels {
  const stated = Object.entries(isObject(config["id2label"]) ? config["id2label"] : {});
  const highest = stated.reduce((most, [id]) => Math.max(most, Number(id)), -1);
  if (stated.length > 0 && (stated.length !== columns || highest !== columns - 1)) {
    throw new SteeringError(
      "model-signature",
      `config.json in ${path} names ${stated.length} labels (id2label, up to ${highest}), and the graph gives ${columns} numbers of a text: they do not belong together. Take both from one model, or correct id2label.`,
      { details: { path, labels: stated.length, columns } },
    );
  }
  const byId = new Map(stated.map(([id, name]) => [Number(id), asString(name)]));
  const names = Array.from({ length: columns }, (_, id) => byId.get(id) ?? `LABEL_${id}`);
  const problem = config["problem_type"];
  if (problem === "regression") return { names, scale: "number" };
  return { names, scale: problem === "multi_label_classification" || columns === 1 ? "sigmoid" : "softmax" };
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
  const called = names.flatMap((name, id) => (name.toLowerCase() === wanted.toLowerCase() ? [id] : []));
  // Labels may differ by their case alone.
  const exactly = called.filter((id) => names[id] === wanted);
  const [named, ...others] = exactly.length > 0 ? exactly : called;
  if (others.length > 0) throw noLabel(path, `has several labels ${JSON.stringify(label)}`, names);
  const numbered = /^\d+$/u.test(wanted) && Number(wanted) < names.length ? Number(wanted) : undefined;
  const found = named ?? numbered;
  if (found !== undefined) return found;
  const complaint =
    wanted === "" ? `has ${names.length} labels, and none is named` : `has no label ${JSON.stringify(label)}`;
  throw noLabel(path, complaint, names);
}

function noLabel(path: string, complaint: string, names: readonly string[]): SteeringError {
  const isUnique = new Set(names.map((name) => name.toLowerCase())).size === names.length;
  const there = isUnique
    ? `Name one of ${names.join(", ")}`
    : `Name one by its number: ${names.map((name, id) => `${id} (${name})`).join(", ")}`;
  return new SteeringError("specification-invalid", `The classifier in ${path} ${complaint}. ${there}.`, {
    details: { field: "parameters.label", path, labels: names },
  });
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

/** Without a copy: the logits of one place may be 200,000. */
export function logSumExp(values: ArrayLike<number>): number {
  let highest = -Infinity;
  for (let i = 0; i < values.length; i += 1) highest = Math.max(highest, values[i]!);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += Math.exp(values[i]! - highest);
  return highest + Math.log(sum);
}
