/** Numbers in half precision, for graphs whose inputs or outputs are float16. By bits: VS Code's Node has no `Float16Array` before version 24. */
import type { Tensor } from "onnxruntime-node";
import type { OnnxRuntime } from "./onnxRuntime.ts";

/**
 * A float16 tensor. Where Node has a `Float16Array` the runtime's JavaScript makes one of the bits, and its native part finds no bytes in that: so the
 * tensor shows it the bits.
 */
export function halfTensor({ Tensor }: OnnxRuntime, data: Float32Array, dimensions: readonly number[]): Tensor {
  const bits = halvesOf(data);
  const tensor = new Tensor("float16", bits, dimensions);
  Object.defineProperty(tensor, "data", { value: bits });
  return tensor;
}

/** The data of a float16 tensor in single precision. */
export function singlesOf(data: Tensor["data"]): Float32Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = data as Uint16Array<ArrayBuffer>;
  const bits = new Uint16Array(buffer, byteOffset, length);
  singles ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => singleOf(half));
  const numbers = new Float32Array(length);
  for (let i = 0; i < length; i += 1) numbers[i] = singles[bits[i] as number] as number;
  return numbers;
}

/** Smallest normal number, what rounds to infinity, and infinity, as the bits of a float32. */
const [smallestNormal, tooLarge, infinity] = [0x38_80_00_00, 0x47_7f_f0_00, 0x7f_80_00_00];
/** Between the exponents' biases, in the bits of a float32. */
const rebias = 0x38_00_00_00;

/** Each number's nearest half, in bits; of two as near the even one. */
export function halvesOf(data: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const halves = new Uint16Array(data.length);
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as number;
    const sign = (word >>> 16) & 0x80_00;
    const size = word & 0x7f_ff_ff_ff;
    if (size < smallestNormal) {
      // Multiples of 2⁻²⁴: beside 2⁵² a float64 has no place for less than a whole one.
      halves[i] = sign | (Math.abs(data[i] as number) * 2 ** 24 + 2 ** 52 - 2 ** 52);
    } else if (size < tooLarge) {
      halves[i] = sign | ((size - rebias + 0xf_ff + ((size >>> 13) & 1)) >>> 13);
    } else {
      halves[i] = sign | (size > infinity ? 0x7e_00 : 0x7c_00);
    }
  }
  return halves;
}

/** Made at its first use: the single of every half. */
let singles: Float32Array | undefined;

function singleOf(half: number): number {
  const sign = half & 0x80_00 ? -1 : 1;
  const [exponent, fraction] = [(half >>> 10) & 0x1f, half & 0x3_ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (2 ** 10 + fraction) * 2 ** (exponent - 25));
}
