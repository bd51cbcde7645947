/** Run files as no program of ours writes them: real ones, of both formats, cut, changed and mixed by chance. The same seed gives the same files. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labelOfRun } from "../../src/extension/runs/runLabel.ts";
import { viewOfDocument } from "../../src/report/documentView.ts";
import { SteeringError } from "../../src/errors.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { samplesPath, statesPath } from "../../src/runfile/format.ts";
import { rebuiltReference, rebuiltStep } from "../../src/runfile/rebuild.ts";
import { readRunSummary } from "../../src/runfile/summary.ts";
import { toyImages, toyRun, toyTexts, type ToyRun } from "./toyRun.ts";

const fixtures = ["text", "groups", "image"].map((name) =>
  join(import.meta.dirname, `../fixtures/runs/${name}-format1.fkrun`),
);

/** What became of the files. */
export interface MutationCounts {
  files: number;
  /** Could not be opened at all. */
  refused: number;
  /** Opened, and something in them was damaged. */
  damaged: number;
  /** Whatever was changed did not matter. */
  whole: number;
}

export interface Original {
  readonly lines: Buffer;
  readonly states: Buffer;
  readonly samples: Buffer;
  readonly run: ToyRun | undefined;
}

/** Opens `count` of them in every way. Throws what is no error of ours, with the file's number. */
export async function tryMutatedRuns(count: number, seed: number): Promise<MutationCounts> {
  const counts = { files: 0, refused: 0, damaged: 0, whole: 0 };
  await eachMutatedRun(count, seed, async (path, original) => {
    counts[await tried(path, original)] += 1;
    counts.files += 1;
  });
  return counts;
}

/** Writes `count` of them, one after the other. Throws what `look` throws, with the file's number. */
export async function eachMutatedRun(
  count: number,
  seed: number,
  look: (path: string, original: Original) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "fk-mutated-"));
  try {
    const originals = await originalsIn(folder);
    const chance = chanceOf(seed);
    const path = join(folder, "mutated.fkrun");
    for (let file = 0; file < count; file += 1) {
      const original = chance.of(originals);
      await writeFile(path, mutated(original.lines, chance));
      // Mostly as they were, so that what is in a line is looked at.
      await writeFile(statesPath(path), chance.is(0.2) ? mutated(original.states, chance) : original.states);
      await writeFile(samplesPath(path), chance.is(0.2) ? mutated(original.samples, chance) : original.samples);
      try {
        await look(path, original);
      } catch (error) {
        throw new Error(`File ${file} of seed ${seed} is not refused as it should be.`, { cause: error });
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function originalsIn(folder: string): Promise<Original[]> {
  const texts = await toyRun(join(folder, "text.fkrun"), toyTexts, { refine: { iterations: 2 }, standardise: 2 });
  const groups = await toyRun(join(folder, "groups.fkrun"), toyTexts, { otherPrompts: [" a"] }, { rewards: 2 });
  const images = await toyRun(join(folder, "image.fkrun"), toyImages, { strength: 20 });
  const own = [
    ["text", texts],
    ["groups", groups],
    ["image", images],
  ] as const;
  const read = async (path: string, run: ToyRun | undefined): Promise<Original> => ({
    lines: await readFile(path),
    states: await readFile(statesPath(path)).catch(() => Buffer.alloc(0)),
    samples: await readFile(samplesPath(path)).catch(() => Buffer.alloc(0)),
    run,
  });
  return Promise.all([
    ...own.map(([name, run]) => read(join(folder, `${name}.fkrun`), run)),
    ...fixtures.map((path) => read(path, undefined)),
  ]);
}

/** Listed, opened, shown, and every step looked at. */
async function tried(path: string, { run }: Original): Promise<"refused" | "damaged" | "whole"> {
  labelOfRun(await readRunSummary(path), { running: false, now: 0 });
  let damaged = false;
  const ours = async (task: () => Promise<unknown>): Promise<boolean> => {
    try {
      await task();
      return true;
    } catch (error) {
      if (!(error instanceof SteeringError)) throw error;
      damaged = true;
      return false;
    }
  };
  let opened: Awaited<ReturnType<typeof openRunDocument>> | undefined;
  await ours(async () => (opened = await openRunDocument(path)));
  if (opened === undefined) return "refused";
  await using document = opened;
  damaged ||= document.problem !== undefined;
  await ours(() => viewOfDocument(document));
  const revive = (bytes: Uint8Array): object => run?.process.revive(bytes) ?? {};
  for (let index = 0; index < document.stepCount; index += 1) {
    await ours(async () => {
      const step = await document.step(index);
      await ours(() => document.draws(step));
      for (const sample of step.samples) {
        if (sample.modality === "image") await ours(() => document.picture(sample.picture ?? sample.thumbnail));
      }
      if (document.version > 1) await ours(() => rebuiltStep(document, index, revive));
    });
  }
  if ((await document.reference(1).catch(() => undefined)) !== undefined) {
    await ours(() => rebuiltReference(document, 1, revive));
  }
  return damaged ? "damaged" : "whole";
}

/** One to three changes. */
function mutated(bytes: Buffer, chance: Chance): Buffer {
  let changed = bytes;
  for (let left = 1 + chance.below(3); left > 0; left -= 1) changed = chance.of(changes)(changed, chance);
  return changed;
}

type Change = (bytes: Buffer, chance: Chance) => Buffer;

const strangeValues = [
  "null",
  "{}",
  "[]",
  '""',
  "-1",
  "1e999",
  "1.5",
  "9007199254740993",
  "true",
  '{"$number":"Infinity"}',
  '{"$number":"NaN"}',
  '{"$number":"x"}',
  '"<img src=x onerror=alert(1)>\\u202e"',
  "[".repeat(3000),
  '{"__proto__":{"kind":"step"}}',
];

const changes: readonly Change[] = [
  // Bytes, anywhere.
  (bytes, chance) => {
    const copy = Buffer.from(bytes);
    for (let left = 1 + chance.below(8); left > 0 && copy.length > 0; left -= 1) {
      copy[chance.below(copy.length)] = chance.below(256);
    }
    return copy;
  },
  (bytes, chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  (bytes, chance) => {
    const [a, b] = [chance.below(bytes.length + 1), chance.below(bytes.length + 1)];
    return Buffer.concat([bytes.subarray(0, Math.min(a, b)), bytes.subarray(Math.max(a, b))]);
  },
  // Lines: lost, twice, in another order.
  (bytes, chance) => ofLines(bytes, (lines) => lines.toSpliced(chance.below(lines.length), 1)),
  (bytes, chance) => ofLines(bytes, (lines) => lines.toSpliced(chance.below(lines.length), 0, chance.of(lines))),
  (bytes, chance) =>
    ofLines(bytes, (lines) => {
      const [a, b] = [chance.below(lines.length), chance.below(lines.length)];
      return lines.with(a, lines[b] ?? "").with(b, lines[a] ?? "");
    }),
  // A value of a line is another.
  (bytes, chance) =>
    ofLines(bytes, (lines) => {
      const at = chance.below(lines.length);
      const line = lines[at] ?? "";
      const values = [...line.matchAll(/(?<=[:,[])(?:-?\d[\d.e+-]*|"[^"\\]*"|true|false|null|\[\]|\{\})(?=[,\]}])/gu)];
      if (values.length === 0) return lines;
      const value = chance.of(values);
      const strange = chance.is(0.3) ? String(chance.below(50)) : chance.of(strangeValues);
      return lines.with(at, line.slice(0, value.index) + strange + line.slice(value.index + value[0].length));
    }),
  // A field is gone.
  (bytes, chance) =>
    ofLines(bytes, (lines) => {
      const at = chance.below(lines.length);
      const line = lines[at] ?? "";
      const fields = [...line.matchAll(/"[A-Za-z]+":(?:-?\d[\d.e+-]*|"[^"\\]*"|true|false|\[[^[\]{}]*\]),/gu)];
      if (fields.length === 0) return lines;
      const field = chance.of(fields);
      return lines.with(at, line.slice(0, field.index) + line.slice(field.index + field[0].length));
    }),
];

function ofLines(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return Buffer.from(change(bytes.toString("utf8").split("\n")).join("\n"));
}

interface Chance {
  /** In 0 … below − 1. */
  below(count: number): number;
  is(probability: number): boolean;
  of<Item>(items: readonly Item[]): Item;
}

/** xorshift32 */
function chanceOf(seed: number): Chance {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  return {
    below: (count) => Math.floor(next() * count),
    is: (probability) => next() < probability,
    of: (items) => items[Math.floor(next() * items.length)]!,
  };
}
