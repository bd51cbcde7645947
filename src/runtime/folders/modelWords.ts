/** What the folder of a model says of it, whatever it makes. Types only. */
import type { ModelInfo } from "../../protocol/modelInfo.ts";

/** Where it says no title, it is called by its folder; where no steps or conventions, by the usual ones. */
export interface ModelWords
  extends Pick<ModelInfo, "description" | "extent">, Partial<Pick<ModelInfo, "steps" | "conventions">> {
  readonly title: string | undefined;
  /** The graph that is run again and again, relative to the folder. */
  readonly graph: string;
}
