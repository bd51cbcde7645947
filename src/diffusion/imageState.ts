/** A particle of an image process: latents or pixels, and what its scheduler looks back at. Pure. */
import { SteeringError } from "../errors.ts";
import type { ImageCondition } from "./image.ts";

export interface ImageState {
  /** Group key of the condition, by which bytes find it again. */
  readonly key: string;
  readonly condition: ImageCondition;
  /** float32 [channels × height × width]. Never changed in place. */
  readonly sample: Float32Array;
  /** x̂₀ of the step before, where a multistep scheduler looks back at it. It belongs to the particle and is gathered with it. */
  readonly earlier: Float32Array | undefined;
}

/** Bytes: length of the key (int32), key in UTF-8, number of arrays (int32), then their float32; all little-endian. */
export function encodeImageState({ key, sample, earlier }: ImageState): Uint8Array {
  const name = new TextEncoder().encode(key);
  const arrays = earlier === undefined ? [sample] : [sample, earlier];
  const start = 8 + name.length;
  const bytes = new Uint8Array(start + 4 * arrays.length * sample.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, name.length, true);
  bytes.set(name, 4);
  view.setInt32(4 + name.length, arrays.length, true);
  arrays.forEach((values, a) => {
    const offset = start + 4 * a * sample.length;
    values.forEach((value, i) => view.setFloat32(offset + 4 * i, value, true));
  });
  return bytes;
}

/**
 * @param size numbers in a sample
 * @param conditionOf the condition of a group, undefined if there is no such group
 * @throws SteeringError `run-file` for bytes that describe no state of this model and these groups
 */
export function reviveImageState(
  bytes: Uint8Array,
  size: number,
  conditionOf: (key: string) => ImageCondition | undefined,
): ImageState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameLength = bytes.length < 8 ? -1 : view.getInt32(0, true);
  const fits = nameLength >= 0 && bytes.length >= 8 + nameLength;
  const key = fits ? new TextDecoder().decode(bytes.subarray(4, 4 + nameLength)) : "";
  const count = fits ? view.getInt32(4 + nameLength, true) : 0;
  const condition = conditionOf(key);
  const start = 8 + nameLength;
  if (condition === undefined || (count !== 1 && count !== 2) || bytes.length !== start + 4 * count * size) {
    throw new SteeringError(
      "run-file",
      "A stored state does not fit this run: the prompt, the size or the model is another. Start a new run instead.",
      { details: { group: key } },
    );
  }
  const read = (a: number): Float32Array =>
    Float32Array.from({ length: size }, (_, i) => view.getFloat32(start + 4 * (a * size + i), true));
  return { key, condition, sample: read(0), earlier: count === 2 ? read(1) : undefined };
}
