/** What a denoiser is told beside its sample and the time. Pure: knows neither tokenizers nor sessions. */

/** The values for one image: float32 in row-major order. `dimensions` without the batch's. */
export interface Row {
  readonly data: Float32Array;
  readonly dimensions: readonly number[];
}

/** Rows by the names of the denoiser's inputs. */
export type Conditioning = Readonly<Record<string, Row>>;

/** [tokens, a] and [tokens, b] as [tokens, a + b]: what several text encoders say of each token. */
export function sideBySide(parts: readonly Row[]): Row {
  const [tokens = 0] = parts[0]?.dimensions ?? [];
  const width = parts.reduce((sum, { dimensions }) => sum + (dimensions[1] ?? 0), 0);
  const data = new Float32Array(tokens * width);
  let left = 0;
  for (const part of parts) {
    const own = part.dimensions[1] ?? 0;
    for (let token = 0; token < tokens; token += 1) {
      data.set(part.data.subarray(token * own, (token + 1) * own), token * width + left);
    }
    left += own;
  }
  return { data, dimensions: [tokens, width] };
}

/** [tokens, width] with zeros up to the wanted width. */
export function widened({ data, dimensions: [tokens = 0, width = 0] }: Row, wanted: number): Row {
  if (width === wanted) return { data, dimensions: [tokens, width] };
  return sideBySide([{ data, dimensions: [tokens, width] }, zeros([tokens, wanted - width])]);
}

/** Rows one after the other: sequences of tokens of one width, or vectors. */
export function endToEnd(parts: readonly Row[]): Row {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const [, ...rest] = parts[0]?.dimensions ?? [];
  return { data, dimensions: [parts.reduce((sum, { dimensions }) => sum + (dimensions[0] ?? 0), 0), ...rest] };
}

export function zeros(dimensions: readonly number[]): Row {
  return { data: new Float32Array(dimensions.reduce((product, size) => product * size, 1)), dimensions };
}

/**
 * The guidance scale as consistency models are told it (Luo et al. 2023, "Latent Consistency Models", as diffusers computes it): sines and
 * cosines of 1000 · (scale − 1) at frequencies from 1 to 1/10000.
 */
export function guidanceEmbedding(scale: number, width: number): Row {
  const half = Math.floor(width / 2);
  const data = new Float32Array(width);
  for (let i = 0; i < half; i += 1) {
    // float32 throughout: at these angles the last bits show.
    const frequency = Math.fround(Math.exp(Math.fround(i * -Math.fround(Math.log(10_000) / (half - 1)))));
    const angle = Math.fround(Math.fround((scale - 1) * 1000) * frequency);
    data[i] = Math.sin(angle);
    data[half + i] = Math.cos(angle);
  }
  return { data, dimensions: [width] };
}
