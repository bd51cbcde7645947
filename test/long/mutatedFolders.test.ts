/**
 * A thousand model folders with something wrong in each: a number, a name or a pattern of a JSON file, some bytes of any file, a file cut short.
 * Each is opened as a run opens it. It works, or says in a sentence why not; within its limits in either case.
 */
import { cp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createModelStore } from "../../src/engine/models/modelStore.ts";
import { isAbort, SteeringError } from "../../src/errors.ts";
import { findModel } from "../../src/runtime/folders/modelFolders.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { fixtures, never, temporaryFolder, writeModel } from "../unit/runtime/modelFixture.ts";

const models = [
  "bytes",
  "wordpiece",
  "unigram",
  "text-bool-mask",
  "text-esm",
  "tiny-pixels",
  "tiny-ddpm",
  "tiny-sd",
  "tiny-sd3",
];
const count = Number(process.env["FK_MUTATED_FOLDERS"] ?? 1000);
const limits = { seconds: 20, megabytes: 1500 };
/** For a killed process to be gone, and for the second opening, on a busy machine. */
const grace = 60;
const atOnce = 3;

type Draw = (below: number) => number;

describe("mutated model folders", () => {
  it(`open or say why not, within ${limits.seconds} s and ${limits.megabytes} MB each`, async () => {
    await using folder = await temporaryFolder();
    const outcomes = new Map<string, number>();
    const one = async (index: number): Promise<void> => {
      const draw = drawOf(index);
      const name = models[index % models.length]!;
      const path = await copyOf(join(folder.path, String(index)), name);
      const mutation = await mutate(path, draw);
      const began = performance.now();
      const outcome = await open(path);
      const said = `${index} ${name}: ${mutation} → ${outcome}`;
      expect((performance.now() - began) / 1000, said).toBeLessThan(limits.seconds + grace);
      expect(process.memoryUsage.rss() / 2 ** 20, said).toBeLessThan(limits.megabytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      await rm(path, { recursive: true });
    };
    // Each has a process to wait for: a few at a time.
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) await one(next++);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    process.stdout.write(`${[...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(", ")}\n`);
    // Otherwise all were broken in one way, or none at all.
    expect(outcomes.size).toBeGreaterThan(3);
    expect(outcomes.get("opened")).toBeGreaterThan(0);
  });
});

async function copyOf(folder: string, name: string): Promise<string> {
  if (["bytes", "wordpiece", "unigram"].includes(name)) {
    const tokens = { bytes: 264, wordpiece: 28, unigram: 18 }[name]!;
    return writeModel(folder, { name, tokenizer: name, graph: { rows: tokens, columns: tokens } });
  }
  const path = join(folder, name);
  await cp(join(fixtures, name), path, { recursive: true });
  return path;
}

/** The code of what was said, or "opened". Anything that is not said in a sentence of ours fails. */
async function open(path: string): Promise<string> {
  await using store = createModelStore();
  try {
    const info = await findModel(path, []);
    const options = {
      chunk: undefined,
      threads: undefined,
      device: "cpu",
      precision: "auto",
      opening: limits,
      signal: never,
      cacheFolder: undefined,
    } as const;
    await store.open([info], options);
    return "opened";
  } catch (error) {
    if (error instanceof SteeringError && error.code !== "internal" && !isAbort(error)) return error.code;
    throw new Error(`not said in a sentence: ${String(error)}`, { cause: error });
  }
}

const numbers = [0, -1, 0.5, 1e9, 4e9, 1e308, -1e308, 2 ** 31, 2 ** 53];
const values = [null, "", "x".repeat(100_000), [], {}, true, [[[]]], "(q+)+$", "(a|a)*$", "\u0000"];

/** Changes one thing, and tells what. */
async function mutate(path: string, draw: Draw): Promise<string> {
  const files = (await readdir(path, { recursive: true })).filter((file) => /\.\w+$/.test(file)).toSorted();
  const file = files[draw(files.length)]!;
  const where = join(path, file);
  if (!(await stat(where)).isFile()) return `nothing of ${file}`;
  const bytes = await readFile(where);
  const kind = draw(4);
  if (file.endsWith(".json") && kind > 0) {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    const told = replaceOne(value, draw);
    await writeFile(where, JSON.stringify(value));
    return `${file} ${told}`;
  }
  if (kind === 1) {
    await writeFile(where, bytes.subarray(0, draw(bytes.length)));
    return `${file} cut short`;
  }
  for (let i = 0; i < 1 + draw(8); i += 1) bytes[draw(bytes.length)] = draw(256);
  await writeFile(where, bytes);
  return `${file} with other bytes`;
}

/** Another value at one place of an object, by a walk that ends at any depth. */
function replaceOne(root: unknown, draw: Draw): string {
  let at = root as Record<string, unknown>;
  const trail: string[] = [];
  for (;;) {
    const keys = Object.keys(at);
    if (keys.length === 0) return "left as it is";
    const key = keys[draw(keys.length)]!;
    trail.push(key);
    const inner = at[key];
    if (typeof inner === "object" && inner !== null && Object.keys(inner).length > 0 && draw(5) > 0) {
      at = inner as Record<string, unknown>;
      continue;
    }
    const all = typeof inner === "number" ? numbers : [...values, ...numbers];
    at[key] = all[draw(all.length)];
    return `${trail.join(".")} = ${JSON.stringify(at[key])?.slice(0, 40)}`;
  }
}

/** Whole numbers below a bound, the same ones for the same folder every time. */
function drawOf(index: number): Draw {
  const stream = createRandomStreams(1).stream({ purpose: "transition", group: "mutation", slot: index, step: 0 });
  return (below) => Math.floor(stream.uniform() * below);
}
