/** A causal language model of the person's, that tells how likely it finds a text. It writes nothing. */
import { openTurn } from "../../rewards/longReading.ts";
import { onCpu } from "../device/rewardDevice.ts";
import { readTextConfig } from "../text/textConfig.ts";
import type { TextFolder } from "../text/textFolder.ts";
import { logSumExp } from "./labels.ts";
import { openReaderGraph } from "./readerGraph.ts";
import { readReaderTokens } from "./readerTokens.ts";
import { readRows } from "./readRows.ts";
import { rowsOfTexts } from "./rowsOfTexts.ts";

export interface LanguageModel extends AsyncDisposable {
  /** Throws `model-signature` where the graph cannot do what a long text asks of it. */
  rehearse(): Promise<void>;
  /** Mean natural logarithm of the probability of a token of each text, given those before it; 0 for a text of one token or none. */
  likelihood(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[]>;
}

/** Throws `model-corrupt`, `model-signature` or `model-tokenizer`, each with what to do about it. */
export async function openLanguageModel(folder: TextFolder, device = onCpu): Promise<LanguageModel> {
  const { conventions } = await readTextConfig(folder.path);
  const whole = await readReaderTokens(folder.path);
  // What a tokenizer puts at the end of a text ends it, and was not written.
  const tokens = { ...whole, trail: [] };
  await using cleanup = new AsyncDisposableStack();
  const kind = { ...languageModel, firstPosition: 0, window: conventions.window };
  const graph = cleanup.use(await openReaderGraph(folder, kind, tokens, device));
  const read = readRows(graph, (logits, row) => sumOf(logits, row, graph.columns));
  const loaded = cleanup.move();
  return {
    rehearse: () => graph.rehearse(),
    async likelihood(texts, signal) {
      const turn = openTurn();
      const rowsOf = await rowsOfTexts(texts, { tokens, window: graph.window, turn, signal });
      // A token that stands alone follows none.
      const told = rowsOf.map((rows) => rows.filter((row) => row.length > 1));
      const sums = await read(told.flat(), { turn, signal });
      let next = 0;
      return told.map((rows) => {
        const total = rows.reduce((sum) => sum + sums[next++]!, 0);
        const count = rows.reduce((all, row) => all + row.length - 1, 0);
        return total / Math.max(1, count);
      });
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

const languageModel = {
  what: "a causal language model",
  rank: 3,
  advice: "Export it with optimum-cli export onnx --task text-generation, or choose another model.",
} as const;

/** Sum of the logarithms of the probabilities of a row's tokens but for the first. */
function sumOf(logits: Float32Array, row: readonly number[], columns: number): number {
  let sum = 0;
  for (let place = 1; place < row.length; place += 1) {
    const before = logits.subarray((place - 1) * columns, place * columns);
    sum += before[row[place]!]! - logSumExp(before);
  }
  return sum;
}
