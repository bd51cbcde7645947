/** Keeping a predicted clean state within the range that the model was trained on. Pure. */
import type { SchedulerReader } from "./schedulerConfig.ts";

export type Clipping =
  | { readonly kind: "none" }
  | { readonly kind: "range"; readonly range: number }
  /** Dynamic thresholding (Saharia et al. 2022, section 2.3): by a quantile of the absolute values. */
  | { readonly kind: "quantile"; readonly ratio: number; readonly largest: number };

/** `clip_sample` and `thresholding`; diffusers lets the second win. */
export function readClipping(reader: SchedulerReader, clipsByDefault: boolean): Clipping {
  const dynamic = readThresholding(reader);
  if (dynamic.kind !== "none") return dynamic;
  if (!reader.flag("clip_sample", clipsByDefault)) return dynamic;
  return { kind: "range", range: reader.positive("clip_sample_range", 1) };
}

/** `thresholding` alone, for schedulers that know no `clip_sample`. */
export function readThresholding(reader: SchedulerReader): Clipping {
  if (!reader.flag("thresholding", false)) return { kind: "none" };
  return {
    kind: "quantile",
    ratio: reader.number("dynamic_thresholding_ratio", 0.995, (ratio) => ratio > 0 && ratio <= 1, "above 0, at most 1"),
    largest: reader.positive("sample_max_value", 1),
  };
}

/** Clips in place. */
export function clipClean(clipping: Clipping, clean: Float64Array): void {
  if (clipping.kind === "none") return;
  const range = clipping.kind === "range" ? clipping.range : thresholdOf(clipping, clean);
  const scale = clipping.kind === "range" ? 1 : 1 / range;
  for (let i = 0; i < clean.length; i += 1) {
    clean[i] = Math.min(range, Math.max(-range, clean[i] as number)) * scale;
  }
}

/** The quantile, interpolated between its neighbours, at least 1 and at most `largest`. */
function thresholdOf({ ratio, largest }: Clipping & { kind: "quantile" }, clean: Float64Array): number {
  const sizes = clean.map(Math.abs).toSorted();
  const place = ratio * (sizes.length - 1);
  const below = Math.floor(place);
  const low = sizes[below] as number;
  const high = sizes[Math.min(below + 1, sizes.length - 1)] as number;
  return Math.min(largest, Math.max(1, low + (place - below) * (high - low)));
}
