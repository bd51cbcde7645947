/** What is said of the graphs of a folder: of the one that is run, and of those beside it. */
import { portsOf, precisionOf } from "./graphWeights.ts";
import type { ModelFact } from "../../protocol/modelInfo.ts";

/** One fact, with what chooses another of them; none where there are none. */
export function otherGraphs(graphs: readonly string[], chooses = "--precision"): ModelFact[] {
  if (graphs.length === 0) return [];
  return [
    { what: "other graphs", value: graphs.join(", "), from: `their names; ${chooses} chooses one`, assumed: false },
  ];
}

/** A graph that runs, with its precision, and what it asks for. */
export async function graphFacts(path: string, what: string, graph: string): Promise<ModelFact[]> {
  const { inputs } = await portsOf(path, graph);
  const fact = (name: string, value: string): ModelFact => ({ what: name, value, from: graph, assumed: false });
  return [
    fact(what, `${graph}, ${(await precisionOf(path, graph)) ?? "unknown"} weights`),
    ...inputs.map(({ name, type, dimensions }) =>
      fact(`input ${name}`, `${type ?? "no tensor"} [${dimensions.join(", ")}]`),
    ),
  ];
}
