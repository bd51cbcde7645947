/** What is said of graphs that a folder has beside the one that is run. */
import type { ModelFact } from "../../protocol/modelInfo.ts";

/** A fact for each, with the precision that runs it; none where there are none. */
export function otherGraphs(graphs: readonly string[]): ModelFact[] {
  if (graphs.length === 0) return [];
  return [
    { what: "other graphs", value: graphs.join(", "), from: "their names; --precision chooses one", assumed: false },
  ];
}
