/**
 * `node test/bench/bufferCaches.ts`: WebGPU's ways to keep storage buffers, for calls of the smaller image model's denoiser of 4 rows, each way in a process of
 * its own. On software Vulkan where the machine has no card (`npm test -- engine` fetches it); prints milliseconds a call and resident memory.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { mayHaveCard, softwareVulkan } from "../../scripts/lib/softwareVulkan.mjs";
import { loadRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";

const modes = ["disabled", "lazyRelease", "simple", "bucket"] as const;
const calls = 12;
const [mode] = process.argv.slice(2) as (typeof modes)[number][];

if (mode === undefined) {
  const { environment = {}, absent } = mayHaveCard() ? {} : softwareVulkan();
  if (absent !== undefined) throw new Error(absent);
  const env = { ...process.env, ...environment };
  for (const one of modes) spawnSync(process.execPath, [import.meta.filename, one], { env, stdio: "inherit" });
} else {
  const { InferenceSession, Tensor } = await loadRuntime();
  const graph = join(import.meta.dirname, "../../media/models/emoji-scenes/unet/model.onnx");
  const session = await InferenceSession.create(graph, {
    executionProviders: [{ name: "webgpu", storageBufferCacheMode: mode }],
    logSeverityLevel: 4,
  });
  const rows = 4;
  const waves = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  const feeds = {
    sample: new Tensor("float32", waves(rows * 3 * 32 * 32), [rows, 3, 32, 32]),
    timestep: new Tensor("int64", new BigInt64Array(rows).fill(5n), [rows]),
    encoder_hidden_states: new Tensor("float32", waves(rows * 12 * 96), [rows, 12, 96]),
  };
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  const [least = 0, middle = 0] = [0, calls / 2].map((at) => times.toSorted((a, b) => a - b)[at]);
  const memory = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    `${mode.padEnd(12)} ${least.toFixed(0)} ms at least, ${middle.toFixed(0)} ms in the middle, ${memory.toFixed(0)} MB\n`,
  );
}
