/**
 * `node test/bench/openings.ts`: whether WebGPU gives back what a model took. Resident memory after each of ten openings of the larger image model, each with
 * two calls of 4 rows, beside the same on the CPU. On software Vulkan where the machine has no card (`npm test -- engine` fetches it).
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { mayHaveCard, softwareVulkan } from "../../scripts/lib/softwareVulkan.mjs";
import { loadRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";

const [provider] = process.argv.slice(2);

if (provider === undefined) {
  const { environment = {}, absent } = mayHaveCard() ? {} : softwareVulkan();
  if (absent !== undefined) throw new Error(absent);
  const env = { ...process.env, ...environment };
  for (const one of ["webgpu", "cpu"])
    spawnSync(process.execPath, ["--expose-gc", import.meta.filename, one], { env, stdio: "inherit" });
} else {
  const { InferenceSession, Tensor } = await loadRuntime();
  const graph = join(import.meta.dirname, "../../media/models/emoji-scenes-large/unet/model.onnx");
  const rows = 4;
  const waves = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  const feeds = {
    sample: new Tensor("float32", waves(rows * 3 * 32 * 32), [rows, 3, 32, 32]),
    timestep: new Tensor("int64", new BigInt64Array(rows).fill(5n), [rows]),
    encoder_hidden_states: new Tensor("float32", waves(rows * 12 * 96), [rows, 12, 96]),
  };
  const megabytes: string[] = [];
  for (let opening = 0; opening < 10; opening += 1) {
    const session = await InferenceSession.create(graph, { executionProviders: [provider], logSeverityLevel: 4 });
    for (let call = 0; call < 2; call += 1) await session.run(feeds);
    await session.release();
    globalThis.gc?.();
    megabytes.push((process.memoryUsage.rss() / 1e6).toFixed(0));
  }
  process.stdout.write(`${provider}: ${megabytes.join(" ")} MB\n`);
}
