/**
 * What acting on a finished run takes, with its model loaded: `node test/bench/acting.ts`. Weighing it anew by its rewards, of texts and of images, beside what
 * its rewards themselves take of the same samples; and how long a branch, a resumed run and one that goes on take until their first step begins.
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineSettings } from "../../src/cli/engineFolders.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { RunResult } from "../../src/protocol/run.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { samplesPath, statesPath } from "../../src/runfile/format.ts";

const texts = parseSpecification({
  model: "stories",
  prompt: "Once upon a time",
  rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }],
  particles: 8,
  steps: 16,
  device: "cpu",
});
/** A run of 64 × 50 takes a processor many minutes: what a sample takes is the same. */
const images = parseSpecification({
  model: "emoji-scenes",
  prompt: "a purple car and a green book",
  rewards: [{ source: { kind: "builtin", name: "prompt-match" } }],
  particles: 16,
  steps: 5,
  schedule: { kind: "every", every: 1 },
  device: "cpu",
});

const folder = await mkdtemp(join(tmpdir(), "fk-bench-"));
let started = 0;
let asked = 0;
await using engine = createEngine({
  onRunEvent: (_, { kind }) => void (kind === "started" && (started = performance.now() - asked)),
});
try {
  await engine.call("engine/configure", engineSettings(texts));
  const [text, image] = [join(folder, "texts.fkrun"), join(folder, "images.fkrun")];
  await engine.call("run/start", { id: "texts", specification: texts, runFile: text });
  print("replay of texts, 8 × 16", `${seconds(await replayed(text))} (at most 1 s after a save)`);

  const branch = { run: text, step: 8, particle: 3 };
  const other = parseSpecification({ ...texts, seed: texts.seed + 1 });
  await begun("branch, until it begins", () =>
    engine.call("run/start", { id: "b", specification: other, runFile: join(folder, "b.fkrun"), from: branch }),
  );
  const cut = join(folder, "cut.fkrun");
  const lines = await readFile(text, "utf8");
  await writeFile(cut, lines.slice(0, lines.lastIndexOf('{"kind":"step"')));
  await copyFile(statesPath(text), statesPath(cut));
  await copyFile(samplesPath(text), samplesPath(cut));
  await begun("resume, until it begins", () => engine.call("run/resume", { id: "r", runFile: cut }));
  const until = { kind: "seconds", seconds: 0.001 } as const;
  await begun("go on, until it begins", () => engine.call("run/goOn", { id: "g", runFile: text, until }));

  const run = await engine.call("run/start", { id: "images", specification: images, runFile: image });
  const samples = images.particles * 5;
  const taken = await replayed(image);
  print(`replay of ${samples} images`, `${seconds(taken)}, ${((1000 * taken) / samples).toFixed(1)} ms each`);
  print(
    "  beside their reward",
    `${(taken / run.seconds.reward).toFixed(2)} of the ${seconds(run.seconds.reward)} that it took in the run (at most 1.10)`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The second time: what scores is loaded by then. */
async function replayed(runFile: string): Promise<number> {
  await engine.call("run/replay", { runFile });
  const start = performance.now();
  await engine.call("run/replay", { runFile });
  return (performance.now() - start) / 1000;
}

async function begun(name: string, start: () => Promise<RunResult>): Promise<void> {
  asked = performance.now();
  await start();
  print(name, `${seconds(started / 1000)} (at most 1 s)`);
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(32)} ${figure}\n`);
}
