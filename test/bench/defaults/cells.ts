/** One run of one setting: made once, and kept where git does not look. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engineSettings } from "../../../src/cli/engineFolders.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { distinct, pixelDistance } from "../../../src/engine/compare/variety.ts";
import { decodePng } from "../../../src/png/png.ts";
import type { RunResult } from "../../../src/protocol/run.ts";
import { parseSpecification, type RunRequest } from "../../../src/protocol/specification.ts";
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

const folder = join(import.meta.dirname, "..", "..", "..", ".cache", "bench-defaults");
const rewardsFolder = join(import.meta.dirname, "..", "..", "..", "examples", "rewards");

export interface Cell {
  readonly task: Task;
  readonly setting: Setting;
  readonly seed: number;
}

/** Named by all that its result depends on, so that a changed setting is another cell. */
function pathOf({ task, setting, seed }: Cell): string {
  const key = JSON.stringify([task.request, task.reward, task.judge, setting.change, seed]);
  return join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 24)}.json`);
}

export async function knownCell(cell: Cell): Promise<Figures | undefined> {
  const path = pathOf(cell);
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as Figures) : undefined;
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
  await mkdir(folder, { recursive: true });
  await writeFile(pathOf(cell), JSON.stringify(figuresOf(result)));
}

export async function openEngine(): Promise<Engine> {
  const engine = createEngine();
  const rewards = [{ source: { kind: "file", path: join(rewardsFolder, "x") }, weight: 1, parameters: {} }] as const;
  await engine.call("engine/configure", engineSettings({ rewards }));
  return engine;
}

function sourceOf(name: string): RunRequest["rewards"][number]["source"] {
  const path = join(rewardsFolder, `${name}.reward.ts`);
  return existsSync(path) ? { kind: "file", path } : { kind: "builtin", name };
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
