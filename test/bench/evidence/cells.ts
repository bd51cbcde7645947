/** What has been made of a headline: a line a run in docs/evidence, with the digests of the weights that its figures rest on. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSpecification, type RunSpecification } from "../../../src/protocol/specification.ts";
import { modelOf, type Case, type Headline } from "./headlines.ts";
import { digestOfJudge, digestOfModel, evidenceFolder, hasModel } from "./weights.ts";

/** What was found of a run's particles. */
export interface Figures {
  /** By judge, one number a particle. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  /** By particle, of those that a method may put out: its words as digests, which tell how they vary and not what was written. */
  readonly words: Readonly<Record<string, string>>;
  readonly calls: number;
  /** Without loading; of a machine that may have been busy. */
  readonly seconds: number;
  /** Of a watched run: [scored step][particle] the reward so far; and which steps these are. */
  readonly path?: { readonly steps: readonly number[]; readonly rewards: readonly (readonly number[])[] } | undefined;
}

export interface Cell {
  readonly headline: Headline;
  readonly case: Case;
  readonly run: string;
  readonly seed: number;
}

interface Kept extends Figures {
  readonly key: string;
  /** For those who read the file; the key alone finds a cell. */
  readonly asked: string;
  /** Digest of the weights that made and steered it. */
  readonly made: string;
  /** By judge, the digest of its weights. */
  readonly judged: Readonly<Record<string, string>>;
}

/** `unknown`: never made. `unjudged`: a judge has not seen it. `stale`: made or judged by other weights than those that are here. */
export type CellState = "unknown" | "unjudged" | "stale" | "known";

export interface Cells {
  state(cell: Cell): CellState;
  /** Undefined unless the cell is known. */
  known(cell: Cell): Figures | undefined;
  keep(cell: Cell, figures: Figures): Promise<void>;
  /** Writes the file anew: a line a cell, in the order in which cells were first made. */
  compact(): Promise<void>;
}

export async function openCells({ name }: Headline, folder = evidenceFolder): Promise<Cells> {
  const file = join(folder, `${name}.jsonl`);
  const kept = new Map((existsSync(file) ? await readLines(file) : []).map((cell) => [cell.key, cell]));

  const state = (cell: Cell): CellState => {
    const found = kept.get(keyOf(cell));
    // What another machine made with a model that is not here can neither be told nor compared.
    if (found === undefined || !hasModel(modelOf(cell.headline, cell.run))) return "unknown";
    if (found.made !== madeBy(cell)) return "stale";
    const digests = cell.headline.judges.map((judge) => [found.judged[judge], digestOfJudge(judge)] as const);
    if (digests.some(([before, now]) => before !== undefined && before !== now)) return "stale";
    return digests.every(([before]) => before !== undefined) ? "known" : "unjudged";
  };
  return {
    state,
    known: (cell) => (state(cell) === "known" ? kept.get(keyOf(cell)) : undefined),
    async keep(cell, figures) {
      const judged = Object.fromEntries(cell.headline.judges.map((judge) => [judge, digestOfJudge(judge)]));
      const { prompt, group } = cell.case;
      const asked = `${sharesRun(cell) ? "" : `${group}, `}${prompt}, ${cell.run}, seed ${cell.seed}`;
      const line = { key: keyOf(cell), asked, made: madeBy(cell), judged, ...figures };
      kept.set(line.key, line);
      await mkdir(folder, { recursive: true });
      await appendFile(file, `${JSON.stringify(line, rounded)}\n`);
    },
    async compact() {
      if (kept.size === 0) return;
      await writeFile(`${file}.part`, [...kept.values()].map((line) => `${JSON.stringify(line, rounded)}\n`).join(""));
      await rename(`${file}.part`, file);
    },
  };
}

/** Of a bench that was killed while it wrote, the last line may be torn: it is cut away, and its cell is made again. */
async function readLines(file: string): Promise<readonly Kept[]> {
  const text = await readFile(file, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) await writeFile(file, whole);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Kept);
}

/** Named by all that was asked, so that another setting is another cell. */
export function keyOf(cell: Cell): string {
  return createHash("sha256")
    .update(JSON.stringify(specificationOf(cell)))
    .digest("hex")
    .slice(0, 16);
}

/** An unsteered run is the same whichever reward its outputs are picked by, unless what that says on the way is looked at. */
function sharesRun({ headline, run }: Cell): boolean {
  return headline.runs[run]!.strength === 0 && !headline.watches;
}

export function specificationOf(cell: Cell): RunSpecification {
  const { headline, case: asked, run, seed } = cell;
  const { reward, weight } = sharesRun(cell) ? { reward: headline.judges[0]!, weight: 1 } : asked;
  const { strengthTimes = 1, ...request } = headline.runs[run]!;
  const strength = request.strength === 0 ? 0 : (asked.strength ?? request.strength!) * strengthTimes;
  return parseSpecification({
    model: headline.model,
    prompt: asked.prompt,
    ...request,
    strength,
    seed,
    rewards: [{ source: { kind: "builtin", name: reward }, weight }],
  });
}

/** Digest of the weights that made it: a run that nothing steers rests on its model alone. */
export function madeBy(cell: Cell): string {
  const model = digestOfModel(modelOf(cell.headline, cell.run));
  return cell.headline.runs[cell.run]!.strength === 0 ? model : `${model}-${digestOfJudge(cell.case.reward)}`;
}

/** As figures are kept: to four places, enough for any table, and lines that can be read. */
export function asKept(figure: number): number {
  return Number(figure.toFixed(4));
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? asKept(value) : value;
}
