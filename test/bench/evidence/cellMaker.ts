/** Makes cells of one headline, one after the other. What was put out is kept where git does not look, so that a new judge can be asked without a run. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engineSettings } from "../../../src/cli/engineFolders.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import type { AnySample, OpenReward } from "../../../src/engine/reward/opened.ts";
import { openReward } from "../../../src/engine/reward/openReward.ts";
import { decodePng } from "../../../src/png/png.ts";
import { defaultRewardLimits } from "../../../src/protocol/limits.ts";
import type { RunEvent } from "../../../src/protocol/run.ts";
import { asKept, keyOf, madeBy, specificationOf, type Cell, type Figures } from "./cells.ts";
import type { Headline } from "./headlines.ts";
import { placeOfBest } from "./outputs.ts";

const folder = join(import.meta.dirname, "..", "..", "..", ".cache", "bench-evidence");

/** A run's outputs, and what it took. */
interface Outputs extends Pick<Figures, "calls" | "seconds" | "path"> {
  readonly texts?: readonly { readonly text: string; readonly generated: string }[] | undefined;
  /** Base64. */
  readonly pngs?: readonly string[] | undefined;
}

export class CellMaker implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #judges: ReadonlyMap<string, OpenReward>;
  readonly #events: RunEvent[];

  private constructor(engine: Engine, judges: ReadonlyMap<string, OpenReward>, events: RunEvent[]) {
    this.#engine = engine;
    this.#judges = judges;
    this.#events = events;
  }

  static async open({ judges }: Headline): Promise<CellMaker> {
    const events: RunEvent[] = [];
    const engine = createEngine({ onRunEvent: (_, event) => void events.push(event) });
    // Hours of cells do not end because the machine was busy for a moment.
    const settings = { ...engineSettings(), reward: { ...defaultRewardLimits, milliseconds: 600_000 } };
    await engine.call("engine/configure", settings);
    const opened = judges.map(async (name) => {
      const choice = { source: { kind: "builtin", name } as const, weight: 1, parameters: {} };
      return [name, await openReward(choice, { settings })] as const;
    });
    return new CellMaker(engine, new Map(await Promise.all(opened)), events);
  }

  async make(cell: Cell): Promise<Figures> {
    const file = join(folder, `${keyOf(cell)}-${madeBy(cell)}.json`);
    let outputs: Outputs;
    if (existsSync(file)) outputs = JSON.parse(await readFile(file, "utf8")) as Outputs;
    else {
      outputs = await this.#run(cell);
      await mkdir(folder, { recursive: true });
      // What was killed while it wrote leaves nothing that is taken for outputs.
      await writeFile(`${file}.part`, JSON.stringify(outputs));
      await rename(`${file}.part`, file);
    }
    const { texts, calls, seconds, path } = outputs;
    const samples = samplesOf(outputs, cell.case.prompt);
    const scores: Record<string, number[]> = {};
    for (const [name, judge] of this.#judges) {
      // Whoever reads them later picks the best by what is kept.
      scores[name] = Array.from(await judge.score(samples, new AbortController().signal), asKept);
    }
    return { scores, words: wordsOf(texts ?? [], cell, scores), calls, seconds, path };
  }

  async #run(cell: Cell): Promise<Outputs> {
    this.#events.length = 0;
    const specification = specificationOf(cell);
    const result = await this.#engine.call("run/start", { id: "cell", specification, runFile: undefined });
    const texts = result.particles.flatMap((particle) =>
      particle.modality === "text" ? [{ text: particle.text, generated: particle.generated }] : [],
    );
    const pngs = result.particles.flatMap((particle) => (particle.modality === "image" ? [particle.png] : []));
    const isWatched = cell.headline.watches && specification.strength === 0;
    return {
      ...(texts.length > 0 ? { texts } : { pngs }),
      calls: result.forwardPasses,
      seconds: result.seconds.total - result.seconds.loading,
      path: isWatched ? pathOf(this.#events) : undefined,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const judge of this.#judges.values()) await judge[Symbol.asyncDispose]();
    await this.#engine[Symbol.asyncDispose]();
  }
}

/** Of a run that is not resampled, where a particle keeps its place. */
function pathOf(events: readonly RunEvent[]): NonNullable<Figures["path"]> {
  const scored = events.flatMap((event) =>
    event.kind === "step" && event.scoring !== undefined
      ? [{ step: event.step, particles: event.scoring.particles }]
      : [],
  );
  return {
    steps: scored.map(({ step }) => step),
    rewards: scored.map(({ particles }) => particles.map(({ reward }) => reward)),
  };
}

function samplesOf({ texts, pngs }: Outputs, prompt: string): AnySample[] {
  return texts === undefined
    ? pngs!.map((png) => ({ ...decodePng(Buffer.from(png, "base64")), prompt }))
    : texts.map((text) => ({ ...text, prefix: prompt, suffix: "", prompt }));
}

/** Of those that a method may put out: the first particle, and the best of the first few by each reward that the run may be picked by. */
function wordsOf(
  texts: readonly { readonly generated: string }[],
  { headline: { methods, cases, runs }, run, case: own }: Cell,
  scores: Readonly<Record<string, readonly number[]>>,
): Record<string, string> {
  if (texts.length === 0) return {};
  const picked = new Set([0]);
  for (const { reward, weight } of runs[run]!.strength === 0 ? cases : [own]) {
    for (const { picksFrom } of methods) {
      if (picksFrom !== "mean") picked.add(placeOfBest(scores[reward]!.slice(0, picksFrom), weight));
    }
  }
  return Object.fromEntries([...picked].toSorted((a, b) => a - b).map((at) => [at, wordDigests(texts[at]!.generated)]));
}

const word = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;

/** Four letters a word, the same for the same word: figures of unkind texts are kept, not the texts. */
export function wordDigests(text: string): string {
  const words = text.toLowerCase().match(word) ?? [];
  return words.map((one) => lettersOf(createHash("sha256").update(one).digest().readUInt32BE(0))).join(" ");
}

function lettersOf(digest: number): string {
  return (digest % 36 ** 4).toString(36).padStart(4, "0");
}
