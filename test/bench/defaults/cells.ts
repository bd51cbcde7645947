/** One run of one setting: made once, and kept beside the page that shows it, so that a bench goes on on any machine. */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { engineSettings } from "../../../src/cli/engineFolders.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { distinct, pixelDistance } from "../../../src/engine/compare/variety.ts";
import { decodePng } from "../../../src/png/png.ts";
import { defaultRewardLimits } from "../../../src/protocol/limits.ts";
import type { RunResult } from "../../../src/protocol/run.ts";
import { parseSpecification, type RunRequest } from "../../../src/protocol/specification.ts";
import { digestOfModel } from "../evidence/weights.ts";
import type { Setting, Task } from "./settings.ts";

export interface Figures {
  readonly best: number;
  readonly mean: number;
  /** Standard deviation of the reward over the particles. */
  readonly spread: number;
  /** The judge's mean over the particles. */
  readonly judge: number;
  /** distinct-2 of texts, pixel distance of images. */
  readonly variety: number | undefined;
  /** Particles of the start with descendants at the end. */
  readonly survivors: number;
  readonly calls: number;
  /** Without loading; of a machine that may have been busy. */
  readonly seconds: number;
}

const folder = join(import.meta.dirname, "..", "..", "..", "docs", "defaults");
const rewardsFolder = join(import.meta.dirname, "..", "..", "..", "examples", "rewards");

export interface Cell {
  readonly task: Task;
  readonly setting: Setting;
  readonly seed: number;
}

/** Named by all that its result depends on, so that a changed setting is another cell. */
function keyOf({ task, setting, seed }: Cell): string {
  const key = JSON.stringify([task.request, task.reward, task.judge, setting.change, seed]);
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

interface Kept extends Figures {
  readonly key: string;
  /** Digest of the weights that it was made with; of the oldest cells none is known. */
  readonly made?: string;
}

/** [task's name][key], read once. */
const known = new Map<string, Map<string, Kept>>();

function cellsOf({ name }: Task): Map<string, Kept> {
  let cells = known.get(name);
  if (cells === undefined) {
    const path = pathOf(name);
    const lines = existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
    cells = new Map(lines.map((line) => JSON.parse(line) as Kept).map((cell) => [cell.key, cell]));
    known.set(name, cells);
  }
  return cells;
}

function pathOf(task: string): string {
  return join(folder, `${task}.jsonl`);
}

export function knownCell(cell: Cell): Figures | undefined {
  return cellsOf(cell.task).get(keyOf(cell));
}

/** Whether it was made with other weights than those that are here. */
export function isStale(cell: Cell): boolean {
  const found = cellsOf(cell.task).get(keyOf(cell));
  return found !== undefined && found.made !== digestOfModel(cell.task.request.model);
}

export async function makeCell(engine: Engine, cell: Cell): Promise<void> {
  const { task, setting, seed } = cell;
  const request: RunRequest = {
    ...task.request,
    ...setting.change,
    seed,
    rewards: [
      { source: sourceOf(task.reward), parameters: task.reward === "colour" ? { colour: "red" } : {} },
      { source: sourceOf(task.judge), weight: 0 },
    ],
  };
  const result = await engine.call("run/start", {
    id: "cell",
    specification: parseSpecification(request),
    runFile: undefined,
  });
  const figures = figuresOf(result);
  mkdirSync(folder, { recursive: true });
  // The setting's name is for those who read the file; the key alone finds a cell.
  const line = { key: keyOf(cell), setting: setting.name, seed, made: digestOfModel(task.request.model), ...figures };
  appendFileSync(pathOf(task.name), `${JSON.stringify(line, rounded)}\n`);
  cellsOf(task).set(line.key, line);
}

export async function openEngine(): Promise<Engine> {
  const engine = createEngine();
  const rewards = [{ source: { kind: "file", path: join(rewardsFolder, "x") }, weight: 1, parameters: {} }] as const;
  // Hours of cells do not end because the machine was busy for a moment.
  const reward = { ...defaultRewardLimits, milliseconds: 600_000 };
  await engine.call("engine/configure", { ...engineSettings({ rewards }), reward });
  return engine;
}

function sourceOf(name: string): RunRequest["rewards"][number]["source"] {
  const path = join(rewardsFolder, `${name}.reward.ts`);
  return existsSync(path) ? { kind: "file", path } : { kind: "builtin", name };
}

/** To six places: enough for any table, and lines that can be read. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(6)) : value;
}

function figuresOf({ particles, groups, forwardPasses, seconds }: RunResult): Figures {
  const rewards = particles.map(({ reward }) => reward);
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const texts = particles.flatMap((particle) => (particle.modality === "text" ? [particle.generated] : []));
  const images = particles.flatMap((particle) =>
    particle.modality === "image" ? [decodePng(Buffer.from(particle.png, "base64"))] : [],
  );
  return {
    best: Math.max(...rewards),
    mean,
    spread: Math.sqrt(rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / (rewards.length - 1)),
    judge: particles.reduce((sum, { parts }) => sum + parts[1]!, 0) / particles.length,
    variety: texts.length > 0 ? distinct(texts, 2) : pixelDistance(images),
    survivors: groups.reduce((sum, { scored }) => sum + scored.at(-1)!.survivors, 0),
    calls: forwardPasses,
    seconds: seconds.total - seconds.loading,
  };
}
