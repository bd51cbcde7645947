/** Whether a run has texts that a reward can score: told by its end, or by its scored steps where it has none. */
import { openRunDocument } from "../../runfile/document.ts";
import type { RunSummary } from "../../runfile/summary.ts";

export async function canBeScored({ path, header, end }: RunSummary): Promise<boolean> {
  if (header?.modality !== "text") return false;
  if (end?.outcome === "done") return true;
  try {
    await using document = await openRunDocument(path);
    return document.stepCount > 0;
  } catch {
    // A damaged file has nothing to score.
    return false;
  }
}
