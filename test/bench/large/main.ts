/**
 * `npm run bench:large`: a model of Stable Diffusion 1.5's size without a download. Writes one with random weights (3.5 GB, deleted at the end), runs two
 * particles for two steps of it by the command line, and stops a second run within a pass: memory, time, and how long stopping takes. `-- --size 256` for
 * smaller images than its 512; TMPDIR says where it is written. Processor time tells how many passes a stop waited for, whatever else ran. Asserts nothing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { lookEvery, residentMemory } from "../../../src/residentMemory.ts";
import { writeStableDiffusion } from "./stableDiffusion.ts";

const { values } = parseArgs({ options: { size: { type: "string", default: "512" } } });
const root = join(import.meta.dirname, "../../..");
const work = mkdtempSync(join(tmpdir(), "fk-steering-large-"));
process.once("exit", () => rmSync(work, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

let stopped = 0;
const model = join(work, "models", "large");
mkdirSync(model, { recursive: true });
const begin = performance.now();
const parameters = writeStableDiffusion(model, join(root, "test/fixtures/models/tiny-sd"));
print("model", `${(parameters / 1e6).toFixed(0)} M parameters in the UNet, written in ${secondsSince(begin)} s`);

let opened = 0;
const whole = await steered("whole.fkrun", async (run) => {
  while (!run.isOpen()) await wait(20);
  opened = run.processor();
});
const { seconds, forwardPasses } = JSON.parse(whole.output) as {
  seconds: Record<string, number>;
  forwardPasses: number;
};
const pass = seconds["model"]! / forwardPasses;
print("run", `${whole.wall.toFixed(1)} s, loading ${seconds["loading"]!.toFixed(1)} s of them`);
const passProcessor = (whole.processor - opened) / forwardPasses;
print(
  "a pass",
  `${pass.toFixed(1)} s, ${passProcessor.toFixed(1)} s of processor time, of ${forwardPasses}, at ${values.size} × ${values.size} pixels`,
);
print("memory", `${(whole.memory / 2 ** 30).toFixed(2)} GiB resident at most`);

let before = 0;
const cut = await steered("cut.fkrun", async (run) => {
  while (!run.isOpen()) await wait(20);
  // Within the second pass, the first having been begun a little after the file.
  const begun = run.processor();
  while (run.processor() - begun < 1.5 * passProcessor) await wait(20);
  stopped = performance.now();
  before = run.processor();
  run.stop();
});
const waited = cut.processor - before;
print(
  "stop",
  `after ${((cut.ended - stopped) / 1000).toFixed(1)} s, ${waited.toFixed(1)} s of processor time: ${(waited / passProcessor).toFixed(2)} passes`,
);

interface Steered {
  /** Whether its file has its header: the model is loaded. */
  isOpen(): boolean;
  /** Seconds that all of its threads have taken so far; 0 where the system does not tell. */
  processor(): number;
  stop(): void;
}

/** A run of the command line as a person starts it, and the most memory that its processes held together. */
async function steered(
  file: string,
  during: (run: Steered) => Promise<void>,
): Promise<{ output: string; wall: number; ended: number; memory: number; processor: number }> {
  const started = performance.now();
  const out = join(work, file);
  const size = ["--width", values.size, "--height", values.size];
  // However busy the machine is.
  const opening = ["--open-timeout", "3600"];
  const run = [
    "--particles",
    "2",
    "--steps",
    "2",
    "--every",
    "1",
    "--seed",
    "1",
    "--device",
    "cpu",
    ...size,
    ...opening,
  ];
  const child = spawn(
    process.execPath,
    [
      join(root, "dist/cli.mjs"),
      ...["run", "--models-folder", join(work, "models"), "--model", "large", "--prompt", "a red car"],
      ...["--reward", "brightness", "--json", "--out", out, ...run],
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let memory = 0;
  let processor = 0;
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      const held = await Promise.all([child.pid!, ...childrenOf(child.pid!)].map(residentMemory));
      memory = Math.max(
        memory,
        held.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
      );
      processor = Math.max(processor, processorOf(child.pid!));
      await wait(lookEvery);
    }
  })();
  const exit = once(child, "exit");
  const output = text(child.stdout);
  const complaints = text(child.stderr);
  await during({
    isOpen: () => existsSync(out) && readFileSync(out).includes("\n"),
    processor: () => processorOf(child.pid!),
    stop: () => child.kill("SIGINT"),
  });
  const [code] = (await exit) as [number];
  const ended = performance.now();
  over.abort();
  await looking;
  if (code !== 0 && stopped === 0) throw new Error(await complaints);
  return { output: await output, wall: (ended - started) / 1000, ended, memory, processor };
}

function processorOf(pid: number): number {
  try {
    // What stands before may hold blanks; of what follows, the 12th and the 13th are ticks of a hundredth of a second.
    const [, told = ""] = /^.*\) (.*)$/su.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = told.split(" ").map(Number);
    return (fields[11]! + fields[12]!) / 100;
  } catch {
    return 0;
  }
}

/** Linux alone tells; elsewhere the process itself is counted. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(8)} ${figure}\n`);
}
