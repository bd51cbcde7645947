/** What is known of a text model before it is loaded, fact by fact, with who says it. */
import type { ModelFact } from "../../protocol/modelInfo.ts";
import { graphFacts, otherGraphs } from "../folders/graphFacts.ts";
import { readTextConfig } from "./textConfig.ts";
import { inspectTextFolder } from "./textFolder.ts";

/** Throws what opening the folder throws before it loads its graph. */
export async function readTextFacts(path: string): Promise<ModelFact[]> {
  const { graph, otherGraphs: otherGraphNames } = await inspectTextFolder(path);
  const { family, conventions } = await readTextConfig(path);
  const { shift, floatMask, window } = conventions;
  const fact = (what: string, value: string, from: string): ModelFact => ({ what, value, from, assumed: false });
  const unsaid = (what: string, value: string): ModelFact => ({ what, value, from: "nothing says it", assumed: true });
  return [
    family === undefined ? unsaid("family", "unknown") : fact("family", family, "config.json"),
    ...(await graphFacts(path, "graph", graph)),
    ...otherGraphs(otherGraphNames),
    fact("window", `${window.value} tokens`, window.source),
    shift === undefined
      ? unsaid("shifted logits", "asked of the weights when it is opened")
      : fact("shifted logits", shift.value ? "yes" : "no", shift.source),
    floatMask === undefined
      ? unsaid("mask in floating-point numbers", "by its rank")
      : fact("mask in floating-point numbers", floatMask.value, floatMask.source),
  ];
}
