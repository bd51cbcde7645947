/**
 * `npm run bench:naive`: the embedded text model in a loop as published code has it, against `fk-steer run`, both with the same graph, reward and work:
 * 4 particles, 1,000 steps, 64 tokens to be written of the 96 that the model looks at. The naive loop asks the network of every particle at every step,
 * changed or not, has the logits of all places to be written come to the host, and makes the posterior of each over the whole vocabulary in float64.
 * `-- --steps 100` for a shorter one. Wall time, and processor time of all threads, which other work on the machine disturbs less; and what the run's forward
 * passes would take with nothing else in between, one sequence at a time and eight together. Asserts nothing.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { layOut } from "../../../src/diffusion/textLayout.ts";
import { openTextModel } from "../../../src/runtime/text/onnxTextModel.ts";
import { textModels } from "../../../src/rewards/models.ts";

const { values } = parseArgs({ options: { steps: { type: "string", default: "1000" } } });
const steps = Number(values.steps);
const particles = 4;
const length = 64;
const interval = 50;
const strength = 10;
const root = join(import.meta.dirname, "../../..");
const { signal } = new AbortController();

const begin = performance.now();
const usedBefore = process.cpuUsage();
await using model = await openTextModel(join(root, "media/models/stories"), { device: "cpu", signal });
const { codec, denoiser, endFill } = model;
const { vocabularySize, maskId } = codec;
const { maxLength } = denoiser;
const { template, places, bannedIds } = layOut(
  { prompt: "", prefix: "", suffix: "" },
  { codec, endFill, maxLength, length },
);
const banned = new Set(bannedIds);
let states = Array.from({ length: particles }, () => template.slice());
const best: Int32Array[] = states.map((state) => state.slice());
let paid = new Float64Array(particles);
for (let step = 0; step < steps; step += 1) {
  const all = await denoiser.logits(
    states,
    states.map(() => places),
    signal,
  );
  states.forEach((state, n) => {
    const posterior = posteriorsOf(all[n]!);
    for (const [row, place] of places.entries()) {
      const clean = draw(posterior, row * vocabularySize);
      best[n]![place] = state[place] === maskId ? clean : state[place]!;
      // Linear schedule: of what is masked, one part in those that are left.
      if (state[place] === maskId && Math.random() < 1 / (steps - step)) state[place] = clean;
    }
  });
  if ((step + 1) % interval === 0) await resample();
}
const naive = { wall: (performance.now() - begin) / 1000, processor: secondsOf(process.cpuUsage(usedBefore)) };
const { forwardPasses, seconds } = model.usage;
print("naive loop", `${told(naive)}, ${seconds.toFixed(2)} s of them in ${forwardPasses} forward passes`);

const flags = ["--particles", `${particles}`, "--steps", `${steps}`, "--length", `${length}`, "--every", `${interval}`];
// The loop's own algorithm: one population.
const cli = [
  "run",
  "--preset",
  "paper",
  "--prompt",
  "",
  "--reward",
  "sentiment-lexicon",
  "--strength",
  `${strength}`,
  "--device",
  "cpu",
  "--json",
  ...flags,
];
const usageAtExit = `process.on("exit", () => process.stderr.write("\\n" + JSON.stringify(process.cpuUsage())))`;
const start = performance.now();
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  ["--import", `data:text/javascript,${usageAtExit}`, join(root, "dist/cli.mjs"), ...cli],
  { encoding: "utf8" },
);
const wall = (performance.now() - start) / 1000;
if (status !== 0) throw new Error(stderr);
const steered = { wall, processor: secondsOf(JSON.parse(stderr.split("\n").at(-1)!) as NodeJS.CpuUsage) };
const run = JSON.parse(stdout) as { forwardPasses: number; seconds: Record<string, number> };
const parts = ["loading", "model", "decode", "reward"].map((part) => `${part} ${run.seconds[part]?.toFixed(2)}`);
print("fk-steer run", `${told(steered)}, in ${run.forwardPasses} forward passes: ${parts.join(", ")}`);
const ratio = (time: "wall" | "processor"): string => (naive[time] / steered[time]).toFixed(1);
print("ratio", `${ratio("wall")} × by wall, ${ratio("processor")} × by processor time`);
for (const together of [1, 8]) {
  const milliseconds = await leastOf(together);
  const floor = (run.forwardPasses * milliseconds) / 1000;
  print(
    "at the least",
    `${milliseconds.toFixed(2)} ms a pass of ${together} together, ${floor.toFixed(2)} s for the run's`,
  );
}

/** Milliseconds a sequence, of so many in a call that ask for one place each. */
async function leastOf(together: number): Promise<number> {
  const sequences = Array.from({ length: together }, () => template);
  const asked = sequences.map(() => places.subarray(0, 1));
  const times: number[] = [];
  for (let call = 0; call < 80 / together; call += 1) {
    const before = performance.now();
    await denoiser.logits(sequences, asked, signal);
    times.push(performance.now() - before);
  }
  return Math.min(...times) / together;
}

/** The network's distribution at every place, written or not. */
function posteriorsOf(logits: Float32Array): Float64Array {
  const posteriors = new Float64Array(logits.length);
  for (let place = 0; place < length; place += 1) {
    const at = place * vocabularySize;
    let largest = -Infinity;
    for (let token = 0; token < vocabularySize; token += 1)
      if (!banned.has(token)) largest = Math.max(largest, logits[at + token]!);
    let sum = 0;
    for (let token = 0; token < vocabularySize; token += 1)
      sum += posteriors[at + token] = banned.has(token) ? 0 : Math.exp(logits[at + token]! - largest);
    for (let token = 0; token < vocabularySize; token += 1) posteriors[at + token]! /= sum;
  }
  return posteriors;
}

function draw(posterior: Float64Array, at: number): number {
  let left = Math.random();
  for (let token = 0; token < vocabularySize; token += 1) if ((left -= posterior[at + token]!) <= 0) return token;
  return maskId - 1;
}

/** Multinomial, by the difference of what the particles are heading for. */
async function resample(): Promise<void> {
  const rewards = await textModels.sentiment(best.map((tokens) => codec.decode([...tokens])));
  const weights = Float64Array.from(rewards, (reward, n) => Math.exp(strength * (reward - paid[n]!)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const chosen = states.map(() => {
    let left = Math.random() * sum;
    const index = weights.findIndex((weight) => (left -= weight) <= 0);
    return index < 0 ? particles - 1 : index;
  });
  paid = Float64Array.from(chosen, (n) => rewards[n]!);
  states = chosen.map((n) => states[n]!.slice());
}

/** User and system time, of microseconds. */
function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

function told({ wall: waited, processor }: { readonly wall: number; readonly processor: number }): string {
  return `${waited.toFixed(2)} s (processor ${processor.toFixed(2)} s)`;
}

function print(name: string, figure: string): void {
  process.stdout.write(`${name.padEnd(14)} ${figure}\n`);
}
