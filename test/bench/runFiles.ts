/**
 * What run files take: `node test/bench/runFiles.ts`. Lists 500 runs as the side bar does, opens one of 100 MB and goes to any of its steps, and keeps
 * the steps of a run of 64 particles. The longest turn is how long nothing else of the extension host would have run.
 */
import { copyFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { inTurns } from "../../src/extension/runs/inTurns.ts";
import { viewOfDocument, viewsOfDocument } from "../../src/report/documentView.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { encodeLine } from "../../src/runfile/numberCodec.ts";
import { encodeDraws } from "../../src/runfile/sampleBlock.ts";
import { readRunSummary } from "../../src/runfile/summary.ts";
import { openRunFile } from "../../src/runfile/write.ts";
import { textStep, writeLargeRun, writeTextRun } from "./largeRuns.ts";

const runs = 500;
const megabyte = 1_000_000;
const folder = await mkdtemp(join(tmpdir(), "fk-bench-"));
try {
  await listing();
  await opening();
  await longLines();
  await keeping();
} finally {
  await rm(folder, { recursive: true });
}

async function listing(): Promise<void> {
  const first = join(folder, "listed.fkrun");
  await writeTextRun(first, 8, 17);
  const size = (await stat(first)).size;
  const paths = [first, ...Array.from({ length: runs - 1 }, (_, i) => join(folder, `listed-${i}.fkrun`))];
  for (const path of paths.slice(1)) await copyFile(first, path);
  const { milliseconds, turn } = await timed(() => inTurns(paths, readRunSummary));
  print(`list ${runs} runs`, `${milliseconds.toFixed(0)} ms (at most 300), longest turn ${turn.toFixed(0)} ms`);
  print("  of", `${(size / 1000).toFixed(0)} kB each`);
}

async function opening(): Promise<void> {
  const path = join(folder, "large.fkrun");
  await writeLargeRun(path, 100 * megabyte);
  const opened = await timed(() => openRunDocument(path));
  await using document = opened.result;
  print("open a run of 100 MB", `${opened.milliseconds.toFixed(0)} ms, longest turn ${opened.turn.toFixed(0)} ms`);
  const any = await timed(() => document.step(Math.floor(document.stepCount / 2)));
  print("  one of its steps", `${any.milliseconds.toFixed(1)} ms of ${document.stepCount} with 64 particles`);
  const first = await timed(async () => (await viewsOfDocument(document).next()).value);
  print("  what is shown of it first", `${first.milliseconds.toFixed(0)} ms, longest turn ${first.turn.toFixed(0)} ms`);
  const view = await timed(() => viewOfDocument(document));
  print("  all that is shown of it", `${view.milliseconds.toFixed(0)} ms, longest turn ${view.turn.toFixed(0)} ms`);
  print("  memory", `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB resident, of this whole program`);
}

/** The most that a line may have in it, of numbers and of text. */
async function longLines(): Promise<void> {
  for (const [name, particles, repeats] of [
    ["of 8,192 particles", 8192, 1],
    ["of 16 MB", 4096, 9],
  ] as const) {
    const path = join(folder, `long-${particles}.fkrun`);
    const { step, selection, header } = textStep(particles, repeats);
    const text = encodeLine({ ...step, draws: [0, 0, 0] });
    await writeFile(path, encodeLine(header) + text + encodeLine(selection));
    await using document = await openRunDocument(path);
    // The quickest of several: on a busy machine a turn takes as long as others let it.
    const tries: { readonly milliseconds: number; readonly turn: number }[] = [];
    for (let i = 0; i < 8; i += 1) tries.push(await timed(() => document.step(0)));
    const milliseconds = Math.min(...tries.map((one) => one.milliseconds));
    const turn = Math.min(...tries.map((one) => one.turn));
    const size = `${(text.length / megabyte).toFixed(1)} MB`;
    print(
      `a step ${name}`,
      `${size}, ${milliseconds.toFixed(0)} ms, longest turn ${turn.toFixed(0)} ms (at most 50 where nothing else runs)`,
    );
  }
}

async function keeping(): Promise<void> {
  const steps = 50;
  const path = join(folder, "kept.fkrun");
  const { step, selection, draws, header } = textStep(64);
  await using file = await openRunFile(path);
  await file.write(header);
  const { milliseconds } = await timed(async () => {
    for (let i = 0; i < steps; i += 1) {
      const [place] = await file.storeSamples([encodeDraws(draws)]);
      const states = await file.storeStates(
        step.values.map(() => ({})),
        () => new Uint8Array(1500),
      );
      await file.write({ ...step, step: i, draws: place!, states: states! }, { ...selection, step: i });
    }
  });
  print("keeping a step of 64 texts", `${(milliseconds / steps).toFixed(1)} ms, on the disk before the next`);
}

async function timed<Result>(
  task: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly milliseconds: number; readonly turn: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  const result = await task();
  const milliseconds = performance.now() - started;
  delay.disable();
  return { result, milliseconds, turn: delay.max / 1e6 };
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(32)} ${figure}\n`);
}
