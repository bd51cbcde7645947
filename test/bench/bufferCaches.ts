/**
 * `node test/bench/bufferCaches.ts`: WebGPU's ways to keep storage buffers, for calls of the smaller image model's denoiser of 4 rows, each way in a process of
 * its own. On software Vulkan where the machine has no card (`npm test -- engine` fetches it); prints milliseconds a call and resident memory.
 */
import { loadRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";
import { denoiserOf, fourRows, inTurns } from "./webgpuCalls.ts";

const modes = ["disabled", "lazyRelease", "simple", "bucket"] as const;
const calls = 12;
const [mode] = process.argv.slice(2) as (typeof modes)[number][];

if (mode === undefined) inTurns(import.meta.filename, modes);
else {
  const runtime = await loadRuntime();
  const session = await runtime.InferenceSession.create(denoiserOf("emoji-scenes"), {
    executionProviders: [{ name: "webgpu", storageBufferCacheMode: mode }],
    logSeverityLevel: 4,
  });
  const feeds = fourRows(runtime);
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
