/** What is known of a text classifier before it is loaded, fact by fact, with who says it. */
import type { ModelFact } from "../../protocol/modelInfo.ts";
import { graphFacts, otherGraphs } from "../folders/graphFacts.ts";
import { portsOf } from "../folders/graphWeights.ts";
import { asString, isObject, readJson } from "../folders/json.ts";
import { readTextConfig } from "../text/textConfig.ts";
import { labelsOf } from "./labels.ts";
import { inspectReaderFolder } from "./readerFolder.ts";

const scales = {
  softmax: "softmax, one of them is right",
  sigmoid: "sigmoid, each may be right",
  number: "the number itself",
} as const;

/** Throws what opening the folder throws before it loads its graph. */
export async function readClassifierFacts(path: string): Promise<ModelFact[]> {
  const { graph, otherGraphs: others } = await inspectReaderFolder(path);
  const config = (await readJson(path, "config.json")) ?? {};
  const { family, conventions } = await readTextConfig(path);
  const { outputs } = await portsOf(path, graph);
  const said = isObject(config["id2label"]) ? Object.keys(config["id2label"]).length : undefined;
  const columns = outputs.find(({ name }) => name === "logits")?.dimensions.at(-1);
  const count = typeof columns === "number" ? columns : (said ?? 2);
  const { names, scale } = labelsOf(config, count, path);
  const problem = asString(config["problem_type"]);
  return [
    { what: "family", value: family ?? "unknown", from: "config.json", assumed: family === undefined },
    ...(await graphFacts(path, "graph", graph)),
    ...otherGraphs(others, "the reward's parameter precision"),
    {
      what: "window",
      value: `${conventions.window.value} tokens; a longer text is the mean over its parts`,
      from: conventions.window.source,
      assumed: false,
    },
    {
      what: "labels",
      value: names.map((name, id) => `${id} ${name}`).join(", "),
      from: said === undefined ? "how many numbers the graph gives" : "id2label of config.json",
      assumed: said === undefined,
    },
    {
      what: "a label's score",
      value: scales[scale],
      from: problem === undefined ? "how many labels there are" : "problem_type of config.json",
      assumed: problem === undefined,
    },
  ];
}
