/** What the benches of WebGPU have in common: a process for each way that is tried, and calls of an image model's denoiser. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { mayHaveCard, softwareVulkan } from "../../scripts/lib/softwareVulkan.mjs";
import type { OnnxRuntime } from "../../src/runtime/onnx/onnxRuntime.ts";

/** Runs the script at `path` once more for each of `ways`, its argument, with software Vulkan where the machine has no card. */
export function inTurns(path: string, ways: readonly string[], nodeFlags: readonly string[] = []): void {
  const { environment = {}, absent } = mayHaveCard() ? {} : softwareVulkan();
  if (absent !== undefined) throw new Error(absent);
  const env = { ...process.env, ...environment };
  for (const way of ways) spawnSync(process.execPath, [...nodeFlags, path, way], { env, stdio: "inherit" });
}

export function denoiserOf(model: string): string {
  return join(import.meta.dirname, "../../media/models", model, "unet/model.onnx");
}

/** Four rows for a denoiser of Emoji scenes. */
export function fourRows({ Tensor }: OnnxRuntime) {
  const rows = 4;
  const waves = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(i));
  return {
    sample: new Tensor("float32", waves(rows * 3 * 32 * 32), [rows, 3, 32, 32]),
    timestep: new Tensor("int64", new BigInt64Array(rows).fill(5n), [rows]),
    encoder_hidden_states: new Tensor("float32", waves(rows * 12 * 96), [rows, 12, 96]),
  };
}
