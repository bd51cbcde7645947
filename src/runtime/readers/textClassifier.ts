/** A text classifier of the person's: a Hugging Face folder whose network has learned labels. */
import { throwIfAborted } from "../../errors.ts";
import { openTurn, stretchesOf } from "../../rewards/longReading.ts";
import { onCpu } from "../device/rewardDevice.ts";
import { readJson } from "../folders/json.ts";
import { keepLatest } from "../keepLatest.ts";
import { readTextConfig } from "../text/textConfig.ts";
import type { TextFolder } from "../text/textFolder.ts";
import { labelAt, labelsOf, verdictOf } from "./labels.ts";
import { openReaderGraph } from "./readerGraph.ts";
import { readReaderTokens, windowed } from "./readerTokens.ts";

export interface ClassifyRequest {
  /** A label of its config.json; "": the only one, or the second of two. */
  readonly label: string;
  /** True: the logarithm of the label's odds instead of its probability. */
  readonly margin: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface TextClassifier extends AsyncDisposable {
  /** What it says of the label for each text: the mean over its windows. */
  classify(texts: readonly string[], request: ClassifyRequest): Promise<number[]>;
}

/** Rows whose logits are remembered; particles keep most of their words from step to step. */
const remembered = 4096;

/** Throws `model-corrupt`, `model-signature` or `model-tokenizer`, each with what to do about it. */
export async function openTextClassifier(folder: TextFolder, device = onCpu): Promise<TextClassifier> {
  const { path } = folder;
  const labels = labelsOf((await readJson(path, "config.json")) ?? {});
  const { conventions } = await readTextConfig(path);
  const tokens = await readReaderTokens(path);
  await using cleanup = new AsyncDisposableStack();
  const graph = cleanup.use(
    await openReaderGraph(
      folder,
      {
        what: "a text classifier",
        rank: 2,
        advice: "Export it with optimum-cli export onnx --task text-classification, or choose another model.",
      },
      conventions.firstPosition,
      device,
    ),
  );
  const window = Math.min(graph.length ?? Infinity, conventions.window.value);
  const logitsOf = keepLatest(remembered, (row: string) => graph.run(row.split(" ").map(Number), tokens.padId));
  const loaded = cleanup.move();
  return {
    async classify(texts, { label, margin, signal }) {
      const at = labelAt(labels, label, path);
      const verdicts: number[] = [];
      const turn = openTurn();
      for (const text of texts) {
        let [sum, count] = [0, 0];
        for (const stretch of stretchesOf(text)) {
          for (const row of windowed(tokens.encode(stretch), tokens, window)) {
            throwIfAborted(signal);
            sum += verdictOf(await logitsOf(row.join(" ")), at, labels.scale, margin);
            count += 1;
            if (turn.isOver()) await turn.next();
          }
        }
        verdicts.push(sum / count);
      }
      return verdicts;
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}
