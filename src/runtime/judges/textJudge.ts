/** Judges of texts that come with FK Steering: small networks that read English, in one folder with the tokenizer that they share. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { asNumber, readJson } from "../folders/json.ts";
import { keepLatest } from "../keepLatest.ts";
import { openSession } from "../onnx/session.ts";
import { readJudgeTokens, sentenceRows } from "./judgeTokens.ts";

/** One number a text, in [−1, 1]: the mean over its sentences, 0 where it has none. */
export type TextJudge = (texts: readonly string[]) => Promise<number[]>;

/** Rows whose verdicts are remembered; particles keep most of their sentences from step to step. */
const remembered = 8192;

/** @param name of its graph in the folder. Throws `model-missing`, `model-corrupt` or `model-tokenizer`. */
export async function openTextJudge(folder: string, name: string): Promise<TextJudge> {
  const file = join(folder, "config.json");
  const config = await readJson(folder, "config.json");
  const window = asNumber(config?.["window"], 8, 4096);
  const endId = asNumber(config?.["end_token_id"], 0, 1_000_000);
  if (window === undefined || endId === undefined) {
    const sentence = `${file} does not say how much the judges read at once. Install FK Steering again.`;
    throw new SteeringError("model-corrupt", sentence, { details: { file } });
  }
  const frame = { encode: await readJudgeTokens(folder), window, endId };
  const session = await openSession(join(folder, `${name}.onnx`), { provider: "cpu", bytes: 0 });

  // One row a run, as long as it is: what is said of it depends on nothing else, and on a CPU many at once are no faster.
  const verdictOf = keepLatest(remembered, async (key: string): Promise<number> => {
    const ids = key.split(" ");
    const data = BigInt64Array.from(ids, BigInt);
    const values = await session.run({ input_ids: { data, dimensions: [1, ids.length] } }, "verdict");
    return Math.tanh(Number(values.data[0]));
  });

  return async (texts) => {
    const numbers: number[] = [];
    for (const text of texts) {
      const rows = sentenceRows(text, frame);
      let sum = 0;
      for (const row of rows) sum += await verdictOf(row.join(" "));
      numbers.push(sum / Math.max(1, rows.length));
    }
    return numbers;
  };
}
