/** A text classifier of the person's: a Hugging Face folder whose network has learned labels. */
import { openTurn } from "../../rewards/longReading.ts";
import { onCpu } from "../device/rewardDevice.ts";
import { readJson } from "../folders/json.ts";
import { readTextConfig } from "../text/textConfig.ts";
import type { TextFolder } from "../text/textFolder.ts";
import { labelAt, labelsOf, verdictOf } from "./labels.ts";
import { openReaderGraph } from "./readerGraph.ts";
import { readReaderTokens } from "./readerTokens.ts";
import { readRows } from "./readRows.ts";
import { rowsOfTexts } from "./rowsOfTexts.ts";

export interface ClassifyRequest {
  /** A label of its config.json; "": the only one, or the second of two. */
  readonly label: string;
  /** True: the logarithm of the label's odds instead of its probability. */
  readonly margin: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface TextClassifier extends AsyncDisposable {
  /** Throws `model-signature` where the graph cannot do what a long text asks of it. */
  rehearse(): Promise<void>;
  /** What it says of the label for each text: the mean over its windows. */
  classify(texts: readonly string[], request: ClassifyRequest): Promise<number[]>;
}

/** Throws `model-corrupt`, `model-signature` or `model-tokenizer`, each with what to do about it. */
export async function openTextClassifier(folder: TextFolder, device = onCpu): Promise<TextClassifier> {
  const { path } = folder;
  const config = (await readJson(path, "config.json")) ?? {};
  const { conventions } = await readTextConfig(path);
  const tokens = await readReaderTokens(path);
  await using cleanup = new AsyncDisposableStack();
  const graph = cleanup.use(await openReaderGraph(folder, { ...classifier, ...conventions }, tokens, device));
  const labels = labelsOf(config, graph.columns, path);
  const read = readRows(graph, (logits) => logits.slice());
  const loaded = cleanup.move();
  return {
    rehearse: () => graph.rehearse(),
    async classify(texts, { label, margin, signal }) {
      const at = labelAt(labels, label, path);
      const turn = openTurn();
      const rowsOf = await rowsOfTexts(texts, { tokens, window: graph.window, turn, signal });
      const logits = await read(rowsOf.flat(), { turn, signal });
      let next = 0;
      return rowsOf.map((rows) => {
        const verdicts = rows.map(() => verdictOf(logits[next++]!, at, labels.scale, margin));
        return verdicts.reduce((sum, verdict) => sum + verdict, 0) / verdicts.length;
      });
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

const classifier = {
  what: "a text classifier",
  rank: 2,
  advice: "Export it with optimum-cli export onnx --task text-classification, or choose another model.",
} as const;
