/** Judges of texts that come with FK Steering: small networks that read English, in one folder with the tokenizer that they share. */
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { openTurn, stretchesOf } from "../../rewards/longReading.ts";
import { asNumber, isObject, readJson } from "../folders/json.ts";
import { keepLatestMade } from "../keepLatest.ts";
import { openSession } from "../onnx/session.ts";
import { documentRows, type Frame, readJudgeTokens, sentenceRows, windowRows } from "./judgeTokens.ts";

/** One number a text: the mean over what the judge reads of it, on the judge's scale. */
export type TextJudge = (texts: readonly string[]) => Promise<number[]>;

/** Rows whose findings are remembered; particles keep most of their sentences from step to step. */
const remembered = 8192;

/** What a judge of verdicts reads at a time. */
const rowsOf = { sentences: sentenceRows, windows: windowRows } as const;

/** From a verdict's logit: a mood in [−1, 1], or the share of people who would agree, in [0, 1]. */
const scales = { mood: Math.tanh, share: (logit: number) => 1 / (1 + Math.exp(-logit)) } as const;

/** What was found in a row: the sum of what counts alike, and how many that are. */
interface Found {
  readonly sum: number;
  readonly count: number;
}

/** How a judge reads a text, and what its graph's output is worth. */
interface Reading {
  readonly output: "verdict" | "log_likelihoods";
  readonly rows: (text: string, frame: Frame) => Iterable<readonly number[]>;
  readonly found: (output: readonly number[]) => Found;
}

/** @param name of its graph in the folder. Throws `model-missing`, `model-corrupt` or `model-tokenizer`. */
export async function openTextJudge(folder: string, name: string): Promise<TextJudge> {
  const { window, endId, output, rows, found } = await readConfig(folder, name);
  const frame = { encode: await readJudgeTokens(folder), window, endId };
  const session = await openSession(join(folder, `${name}.onnx`), { provider: "cpu", bytes: 0 });

  // One row a run, as long as it is: what is said of it depends on nothing else, and on a CPU many at once are no faster.
  const foundIn = keepLatestMade(remembered, async (key: string): Promise<Found> => {
    const ids = key.split(" ");
    const data = BigInt64Array.from(ids, BigInt);
    const values = await session.run({ input_ids: { data, dimensions: [1, ids.length] } }, output);
    return found(Array.from(values.data, Number));
  });

  return async (texts) => {
    const numbers: number[] = [];
    const turn = openTurn();
    for (const text of texts) {
      let [sum, count] = [0, 0];
      for (const row of rows(text, frame)) {
        const part = await foundIn(row.join(" "));
        sum += part.sum;
        count += part.count;
        if (turn.isOver()) await turn.next();
      }
      numbers.push(sum / Math.max(1, count));
    }
    return numbers;
  };
}

type JudgeConfig = Reading & Pick<Frame, "window" | "endId">;

/** A verdict on each row, all alike; 0 of a text without rows. */
function verdicts(reads: keyof typeof rowsOf, scale: keyof typeof scales): Reading {
  return {
    output: "verdict",
    *rows(text, frame) {
      for (const stretch of stretchesOf(text)) yield* rowsOf[reads](stretch, frame);
    },
    found: ([logit]) => ({ sum: scales[scale](logit!), count: 1 }),
  };
}

/** The log-likelihood of each token, its text's end among them, so that there is one of an empty text, too: that nothing is said. */
const logLikelihoods: Reading = {
  output: "log_likelihoods",
  rows: documentRows,
  found: (each) => ({ sum: each.reduce((sum, value) => sum + value, 0), count: each.length }),
};

async function readConfig(folder: string, name: string): Promise<JudgeConfig> {
  const config = await readJson(folder, "config.json");
  const window = asNumber(config?.["window"], 8, 4096);
  const endId = asNumber(config?.["end_token_id"], 0, 1_000_000);
  const judges = config?.["judges"];
  const judge = isObject(judges) ? judges[name] : undefined;
  if (window !== undefined && endId !== undefined && isObject(judge)) {
    const { output, reads, scale } = judge;
    if (output === "log_likelihoods") return { window, endId, ...logLikelihoods };
    if (isKeyOf(rowsOf, reads) && isKeyOf(scales, scale)) return { window, endId, ...verdicts(reads, scale) };
  }
  const file = join(folder, "config.json");
  const sentence = `${file} does not say how the judge ${name} reads a text. Install FK Steering again.`;
  throw new SteeringError("model-corrupt", sentence, { details: { file } });
}

function isKeyOf<Rows extends object>(rows: Rows, key: unknown): key is keyof Rows {
  return typeof key === "string" && Object.hasOwn(rows, key);
}
