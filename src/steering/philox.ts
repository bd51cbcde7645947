/**
 * Philox 4×32-10, a counter-based random number generator: a bijection of 128-bit counters for every 64-bit key.
 * J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 * Pure: knows nothing of particles.
 */

export const multiplier0 = 0xd2511f53;
export const multiplier1 = 0xcd9e8d57;
/** Weyl increments of the key: the golden ratio and √3 − 1. */
export const weyl0 = 0x9e3779b9;
export const weyl1 = 0xbb67ae85;

const low0 = multiplier0 & 0xffff;
const high0 = multiplier0 >>> 16;
const low1 = multiplier1 & 0xffff;
const high1 = multiplier1 >>> 16;

/**
 * Writes the four words of one block into `out`. All arguments are taken as 32-bit words (signed or not), and the
 * words written are int32: `>>> 0` makes them unsigned.
 *
 * The upper half of each 32 × 32-bit product is put together from 16-bit halves, which stay below 2^32.
 */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  out: Int32Array,
): void {
  let c0 = counter0 | 0;
  let c1 = counter1 | 0;
  let c2 = counter2 | 0;
  let c3 = counter3 | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round += 1) {
    // 1. hi, lo of multiplier0 · c0
    const a0 = c0 & 0xffff;
    const a1 = c0 >>> 16;
    const aMiddle = (Math.imul(a1, low0) + (Math.imul(a0, low0) >>> 16)) | 0;
    const aLower = (Math.imul(a0, high0) + (aMiddle & 0xffff)) | 0;
    const aHigh = (Math.imul(a1, high0) + (aMiddle >>> 16) + (aLower >>> 16)) | 0;
    const aLow = Math.imul(c0, multiplier0);
    // 2. hi, lo of multiplier1 · c2
    const b0 = c2 & 0xffff;
    const b1 = c2 >>> 16;
    const bMiddle = (Math.imul(b1, low1) + (Math.imul(b0, low1) >>> 16)) | 0;
    const bLower = (Math.imul(b0, high1) + (bMiddle & 0xffff)) | 0;
    const bHigh = (Math.imul(b1, high1) + (bMiddle >>> 16) + (bLower >>> 16)) | 0;
    const bLow = Math.imul(c2, multiplier1);
    // 3. permute, mix the key in, and move the key on
    c0 = bHigh ^ c1 ^ k0;
    c1 = bLow;
    c2 = aHigh ^ c3 ^ k1;
    c3 = aLow;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
