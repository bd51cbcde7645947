/** Judges of texts that come with FK Steering: small networks that read English, in one folder with the tokenizer that they share. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { openTurn, stretchesOf } from "../../rewards/longReading.ts";
import { asNumber, isObject, readJson } from "../folders/json.ts";
import { keepLatest } from "../keepLatest.ts";
import { openSession } from "../onnx/session.ts";
import { readJudgeTokens, sentenceRows, windowRows } from "./judgeTokens.ts";

/** One number a text, on the judge's scale: the mean over what it reads of the text, 0 where that is nothing. */
export type TextJudge = (texts: readonly string[]) => Promise<number[]>;

/** Rows whose verdicts are remembered; particles keep most of their sentences from step to step. */
const remembered = 8192;

/** What a judge reads at a time. */
const rowsOf = { sentences: sentenceRows, windows: windowRows } as const;

/** From a verdict's logit: a mood in [−1, 1], or the share of people who would agree, in [0, 1]. */
const scales = { mood: Math.tanh, share: (logit: number) => 1 / (1 + Math.exp(-logit)) } as const;

/** @param name of its graph in the folder. Throws `model-missing`, `model-corrupt` or `model-tokenizer`. */
export async function openTextJudge(folder: string, name: string): Promise<TextJudge> {
  const { window, endId, reads, scale } = await readConfig(folder, name);
  const frame = { encode: await readJudgeTokens(folder), window, endId };
  const session = await openSession(join(folder, `${name}.onnx`), { provider: "cpu", bytes: 0 });

  // One row a run, as long as it is: what is said of it depends on nothing else, and on a CPU many at once are no faster.
  const verdictOf = keepLatest(remembered, async (key: string): Promise<number> => {
    const ids = key.split(" ");
    const data = BigInt64Array.from(ids, BigInt);
    const values = await session.run({ input_ids: { data, dimensions: [1, ids.length] } }, "verdict");
    return scales[scale](Number(values.data[0]));
  });

  return async (texts) => {
    const numbers: number[] = [];
    const turn = openTurn();
    for (const text of texts) {
      let [sum, count] = [0, 0];
      for (const stretch of stretchesOf(text)) {
        for (const row of rowsOf[reads](stretch, frame)) {
          sum += await verdictOf(row.join(" "));
          count += 1;
          if (turn.isOver()) await turn.next();
        }
      }
      numbers.push(sum / Math.max(1, count));
    }
    return numbers;
  };
}

interface JudgeConfig {
  /** The most tokens that are read at once. */
  readonly window: number;
  readonly endId: number;
  readonly reads: keyof typeof rowsOf;
  readonly scale: keyof typeof scales;
}

async function readConfig(folder: string, name: string): Promise<JudgeConfig> {
  const config = await readJson(folder, "config.json");
  const window = asNumber(config?.["window"], 8, 4096);
  const endId = asNumber(config?.["end_token_id"], 0, 1_000_000);
  const judges = config?.["judges"];
  const judge = isObject(judges) ? judges[name] : undefined;
  if (window !== undefined && endId !== undefined && isObject(judge)) {
    const { reads, scale } = judge;
    if (isKeyOf(rowsOf, reads) && isKeyOf(scales, scale)) return { window, endId, reads, scale };
  }
  const file = join(folder, "config.json");
  const sentence = `${file} does not say how the judge ${name} reads a text. Install FK Steering again.`;
  throw new SteeringError("model-corrupt", sentence, { details: { file } });
}

function isKeyOf<Rows extends object>(rows: Rows, key: unknown): key is keyof Rows {
  return typeof key === "string" && Object.hasOwn(rows, key);
}
