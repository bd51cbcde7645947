/** Painted scenes with captions that are true and nearly true of them, as training/verifier/verify.py wrote them down. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RewardImageSample } from "../../src/rewards/reward.ts";

export interface Scene {
  readonly kind: string;
  readonly caption: string;
  readonly fits: boolean;
  readonly wrong: string;
  readonly wrongFits: boolean;
  readonly rgb: string;
}

export const { scenes } = JSON.parse(await readFile(join(import.meta.dirname, "verifier.json"), "utf8")) as {
  readonly scenes: readonly Scene[];
};

/** @param scale pixels a side of each of the 32 × 32 */
export function image(rgb: string, prompt: string, scale = 1): RewardImageSample {
  const bytes = Buffer.from(rgb, "base64");
  const side = 32 * scale;
  const data = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const from = 3 * (32 * Math.floor(y / scale) + Math.floor(x / scale));
      data.set(bytes.subarray(from, from + 3), 4 * (side * y + x));
    }
  }
  return { width: side, height: side, data, prompt };
}
