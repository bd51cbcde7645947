/**
 * `node test/bench/openings.ts`: whether WebGPU gives back what a model took. Resident memory after each of ten openings of the larger image model, each with
 * two calls of 4 rows, beside the same on the CPU. On software Vulkan where the machine has no card (`npm test -- engine` fetches it).
 */
import { loadRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";
import { denoiserOf, fourRows, inTurns } from "./webgpuCalls.ts";

const [provider] = process.argv.slice(2);

if (provider === undefined) inTurns(import.meta.filename, ["webgpu", "cpu"], ["--expose-gc"]);
else {
  const runtime = await loadRuntime();
  const feeds = fourRows(runtime);
  const megabytes: string[] = [];
  for (let opening = 0; opening < 10; opening += 1) {
    const session = await runtime.InferenceSession.create(denoiserOf("emoji-scenes-large"), {
      executionProviders: [provider],
      logSeverityLevel: 4,
    });
    for (let call = 0; call < 2; call += 1) await session.run(feeds);
    await session.release();
    globalThis.gc?.();
    megabytes.push((process.memoryUsage.rss() / 1e6).toFixed(0));
  }
  process.stdout.write(`${provider}: ${megabytes.join(" ")} MB\n`);
}
