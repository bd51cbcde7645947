/** A causal language model of the person's, that tells how likely it finds a text. It writes nothing. */
import { throwIfAborted } from "../../errors.ts";
import { openTurn, stretchesOf } from "../../rewards/longReading.ts";
import { onCpu } from "../device/rewardDevice.ts";
import { keepLatest } from "../keepLatest.ts";
import { readTextConfig } from "../text/textConfig.ts";
import type { TextFolder } from "../text/textFolder.ts";
import { logSumExp } from "./labels.ts";
import { openReaderGraph } from "./readerGraph.ts";
import { readReaderTokens, windowed } from "./readerTokens.ts";

export interface LanguageModel extends AsyncDisposable {
  /** Mean natural logarithm of the probability of a token of each text, given those before it; 0 for a text of one token or none. */
  likelihood(texts: readonly string[], signal: AbortSignal | undefined): Promise<number[]>;
}

const remembered = 4096;

/** Throws `model-corrupt`, `model-signature` or `model-tokenizer`, each with what to do about it. */
export async function openLanguageModel(folder: TextFolder, device = onCpu): Promise<LanguageModel> {
  const { conventions } = await readTextConfig(folder.path);
  const tokens = await readReaderTokens(folder.path);
  await using cleanup = new AsyncDisposableStack();
  const graph = cleanup.use(
    await openReaderGraph(
      folder,
      {
        what: "a causal language model",
        rank: 3,
        advice: "Export it with optimum-cli export onnx --task text-generation, or choose another model.",
      },
      0,
      device,
    ),
  );
  const window = Math.min(graph.length ?? Infinity, conventions.window.value);
  /** Sum of logarithms and how many tokens there are in it. A mask that ends a text is none of it. */
  const sumOf = keepLatest(remembered, async (key: string): Promise<readonly [sum: number, count: number]> => {
    const row = key.split(" ").map(Number);
    if (row.length < 2) return [0, 0];
    const logits = await graph.run(row, tokens.padId);
    const columns = logits.length / row.length;
    let sum = 0;
    for (let place = 1; place < row.length; place += 1) {
      const before = logits.subarray((place - 1) * columns, place * columns);
      sum += before[row[place]!]! - logSumExp(Array.from(before));
    }
    return [sum, row.length - 1];
  });
  const loaded = cleanup.move();
  return {
    async likelihood(texts, signal) {
      const means: number[] = [];
      const turn = openTurn();
      for (const text of texts) {
        let [total, tokensRead] = [0, 0];
        for (const stretch of stretchesOf(text)) {
          // What a tokenizer puts at the end of a text ends it, and was not written.
          for (const row of windowed(tokens.encode(stretch), { lead: tokens.lead, trail: [] }, window)) {
            throwIfAborted(signal);
            const [sum, count] = await sumOf(row.join(" "));
            total += sum;
            tokensRead += count;
            if (turn.isOver()) await turn.next();
          }
        }
        means.push(total / Math.max(1, tokensRead));
      }
      return means;
    },
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}
