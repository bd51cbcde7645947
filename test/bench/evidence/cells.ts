/** One run of a headline: made once, judged, and kept where git does not look, with what its figures rest on. */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engineSettings } from "../../../src/cli/engineFolders.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { openReward } from "../../../src/engine/reward/openReward.ts";
import type { AnySample, OpenReward } from "../../../src/engine/reward/opened.ts";
import { decodePng } from "../../../src/png/png.ts";
import type { RunResult } from "../../../src/protocol/run.ts";
import { parseSpecification, type RunSpecification } from "../../../src/protocol/specification.ts";
import type { Case, Headline } from "./headlines.ts";

export interface Judged {
  /** What the reward itself gives, whichever way it is steered. */
  readonly reward: number;
  /** In the order of the headline's judges. */
  readonly judges: readonly number[];
  /** What a text's model wrote. */
  readonly generated: string | undefined;
}

export interface Figures {
  readonly particles: readonly Judged[];
  readonly calls: number;
  /** Without loading; of a machine that may have been busy. */
  readonly seconds: number;
}

export interface Cell {
  readonly headline: Headline;
  readonly case: Case;
  readonly run: string;
  readonly seed: number;
}

const root = join(import.meta.dirname, "..", "..", "..");
const folder = join(root, ".cache", "bench-evidence");

interface Kept {
  readonly weights: string;
  readonly figures: Figures;
}

/** What has been made before. Cells that were made with other weights are stale, and none of these. */
export async function openCells(headline: Headline) {
  await mkdir(folder, { recursive: true });
  const weights = await sha256OfWeights([join("media/models", headline.model), "media/scorers"]);
  const kept = new Map<string, Kept>();
  for (const name of await readdir(folder)) {
    kept.set(name, JSON.parse(await readFile(join(folder, name), "utf8")) as Kept);
  }
  const keptOf = (cell: Cell): Kept | undefined => kept.get(nameOf(cell));
  return {
    stale: (cell: Cell): boolean => (keptOf(cell)?.weights ?? weights) !== weights,
    known: (cell: Cell): Figures | undefined => (keptOf(cell)?.weights === weights ? keptOf(cell)!.figures : undefined),
    async keep(cell: Cell, figures: Figures): Promise<void> {
      kept.set(nameOf(cell), { weights, figures });
      await writeFile(join(folder, nameOf(cell)), JSON.stringify({ weights, figures }));
    },
  };
}

export type Cells = Awaited<ReturnType<typeof openCells>>;

/** Named by all that was asked, so that a changed default is another cell. */
function nameOf(cell: Cell): string {
  const asked = JSON.stringify([specificationOf(cell), cell.headline.judges]);
  return `${createHash("sha256").update(asked).digest("hex").slice(0, 24)}.json`;
}

function specificationOf({ headline, case: { prompt, reward, weight }, run, seed }: Cell): RunSpecification {
  return parseSpecification({
    model: headline.model,
    prompt,
    ...headline.runs[run],
    seed,
    rewards: [{ source: { kind: "builtin", name: reward }, weight }],
  });
}

async function sha256OfWeights(folders: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const relative of folders) {
    const names = await readdir(join(root, relative), { recursive: true });
    for (const name of names.filter((file) => file.endsWith(".onnx")).toSorted()) {
      hash.update(name).update(await readFile(join(root, relative, name)));
    }
  }
  return hash.digest("hex");
}

/** Makes cells of one headline, one after the other. */
export class CellMaker implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #judges: readonly OpenReward[];

  private constructor(engine: Engine, judges: readonly OpenReward[]) {
    this.#engine = engine;
    this.#judges = judges;
  }

  static async open({ judges }: Headline): Promise<CellMaker> {
    const engine = createEngine();
    const settings = engineSettings();
    await engine.call("engine/configure", settings);
    const opened = judges.map((name) =>
      openReward({ source: { kind: "builtin", name }, weight: 1, parameters: {} }, { settings }),
    );
    return new CellMaker(engine, await Promise.all(opened));
  }

  async make(cell: Cell): Promise<Figures> {
    const specification = specificationOf(cell);
    const result = await this.#engine.call("run/start", { id: "cell", specification, runFile: undefined });
    const samples = samplesOf(result);
    const verdicts: Float64Array[] = [];
    for (const judge of this.#judges) verdicts.push(await judge.score(samples, new AbortController().signal));
    return {
      particles: result.particles.map((particle, i) => ({
        reward: particle.parts[0]!,
        judges: verdicts.map((verdict) => verdict[i]!),
        generated: particle.modality === "text" ? particle.generated : undefined,
      })),
      calls: result.forwardPasses,
      seconds: result.seconds.total - result.seconds.loading,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const judge of this.#judges) await judge[Symbol.asyncDispose]();
    await this.#engine[Symbol.asyncDispose]();
  }
}

function samplesOf({ particles, specification: { prompt } }: RunResult): AnySample[] {
  return particles.map((particle) =>
    particle.modality === "text"
      ? { text: particle.text, prefix: prompt, generated: particle.generated, suffix: "", prompt }
      : { ...decodePng(Buffer.from(particle.png, "base64")), prompt },
  );
}
