/**
 * Uniforms by the thousand: Philox 4×32-10 of blocks that follow one another, as two uniforms each. In WebAssembly, four blocks at once, with
 * philox.ts as its reference. Pure: knows nothing of particles.
 */
import { assemble } from "../webAssembly.ts";
import { multiplier0, multiplier1, weyl0, weyl1 } from "./philox.ts";

/** Most blocks of one call. */
export const mostPairs = 1024;

/** Uniforms in [0, 1) of 53 bits, by block. Lent: until the next call. */
export interface UniformPairs {
  /** Of each block's first two words, 27 + 26 bits. */
  readonly first: Float64Array;
  /** Of its other two words. */
  readonly second: Float64Array;
}

/** The counters are (counter0, counter1, counter2, block + i) for i = 0 … count − 1, all taken as 32-bit words; `count` is at most `mostPairs`. */
export function uniformPairs(
  counter0: number,
  counter1: number,
  counter2: number,
  block: number,
  key0: number,
  key1: number,
  count: number,
): UniformPairs {
  const { fill, pairs } = (room ??= newRoom());
  // Whole fours: what is beyond `count` is computed for nothing.
  fill(0, 8 * 4 * Math.ceil(count / 4), counter0, counter1, counter2, block, key0, key1);
  return pairs;
}

const round = `
  ;; 1. hi, lo of multiplier0 * c0: the products of blocks 0 and 1, then of 2 and 3
  local.get c0  local.get m0  i64x2.extmul_low_i32x4_u  local.set a
  local.get c0  local.get m0  i64x2.extmul_high_i32x4_u  local.set b
  ;; 2. hi, lo of multiplier1 * c2
  local.get c2  local.get m1  i64x2.extmul_low_i32x4_u  local.set c
  local.get c2  local.get m1  i64x2.extmul_high_i32x4_u  local.set d
  ;; 3. permute, mix the key in, and move the key on
  local.get c  local.get d  i8x16.shuffle 1 3 5 7  local.get c1  v128.xor  local.get k0  v128.xor  local.set c0
  local.get c  local.get d  i8x16.shuffle 0 2 4 6  local.set c1
  local.get a  local.get b  i8x16.shuffle 1 3 5 7  local.get c3  v128.xor  local.get k1  v128.xor  local.set c2
  local.get a  local.get b  i8x16.shuffle 0 2 4 6  local.set c3
  local.get k0  local.get w0  i32x4.add  local.set k0
  local.get k1  local.get w1  i32x4.add  local.set k1
`;

/** 27 bits of a word and 26 of the other as a uniform, of two blocks at a time. */
const stored = (word: string, other: string, offset: number): string => `
  local.get ${word}  i32.const 5  i32x4.shr_u  local.set a
  local.get ${other}  i32.const 6  i32x4.shr_u  local.set b
  ${["0 1 0 1", "2 3 2 3"]
    .map(
      (blocks, half) => `
        local.get at
        local.get a  local.get a  i8x16.shuffle ${blocks}  f64x2.convert_low_i32x4_s  local.get shift  f64x2.mul
        local.get b  local.get b  i8x16.shuffle ${blocks}  f64x2.convert_low_i32x4_s  f64x2.add
        local.get unit  f64x2.mul  v128.store offset=${offset + 16 * half}
      `,
    )
    .join("")}
`;

const fillCode = `
  i32.const ${multiplier0}  i32x4.splat  local.set m0
  i32.const ${multiplier1}  i32x4.splat  local.set m1
  i32.const ${weyl0}  i32x4.splat  local.set w0
  i32.const ${weyl1}  i32x4.splat  local.set w1
  f64.const ${2 ** 26}  f64x2.splat  local.set shift
  f64.const ${2 ** -53}  f64x2.splat  local.set unit
  i32.const 0  i32x4.splat
  i32.const 1  i32x4.replace_lane 1  i32.const 2  i32x4.replace_lane 2  i32.const 3  i32x4.replace_lane 3
  local.get block  i32x4.splat  i32x4.add  local.set blocks
  loop
    local.get counter0  i32x4.splat  local.set c0
    local.get counter1  i32x4.splat  local.set c1
    local.get counter2  i32x4.splat  local.set c2
    local.get blocks  local.set c3
    local.get key0  i32x4.splat  local.set k0
    local.get key1  i32x4.splat  local.set k1
    ${round.repeat(10)}
    ${stored("c0", "c1", 0)}
    ${stored("c2", "c3", 8 * mostPairs)}
    local.get blocks  i32.const 4  i32x4.splat  i32x4.add  local.set blocks
    local.get at  i32.const 32  i32.add  local.tee at
    local.get end  i32.lt_u  br_if 0
  end
`;

interface Room {
  /** Addresses of the first uniforms' begin and end; the second ones follow after room for all first ones. */
  readonly fill: (at: number, end: number, ...words: [number, number, number, number, number, number]) => void;
  readonly pairs: UniformPairs;
}

let room: Room | undefined;

/** Made at its first use. One page of memory is enough. */
function newRoom(): Room {
  const code = assemble({
    fill: {
      parameters: {
        ...{ at: "i32", end: "i32" },
        ...{ counter0: "i32", counter1: "i32", counter2: "i32", block: "i32", key0: "i32", key1: "i32" },
      },
      results: [],
      locals: {
        ...{ m0: "v128", m1: "v128", w0: "v128", w1: "v128", shift: "v128", unit: "v128" },
        ...{ blocks: "v128", c0: "v128", c1: "v128", c2: "v128", c3: "v128", k0: "v128", k1: "v128" },
        ...{ a: "v128", b: "v128", c: "v128", d: "v128" },
      },
      body: fillCode,
    },
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
  const { buffer } = exports["memory"] as WebAssembly.Memory;
  return {
    fill: exports["fill"] as Room["fill"],
    pairs: {
      first: new Float64Array(buffer, 0, mostPairs),
      second: new Float64Array(buffer, 8 * mostPairs, mostPairs),
    },
  };
}
