/**
 * Rows of logits in WebAssembly's memory, and what is computed of them there, several tokens an instruction: it is most of what a step of a text takes
 * beside the network. Pure.
 */
import { assemble } from "../webAssembly.ts";

/** Entries that are summed up together: a draw looks through one block only. */
export const blockSize = 64;

/** 2^(−k/16) for k = 0 …: e^x is one of these for whole sixteenths of an octave, times four terms of the series for the rest. */
const parts = 16;
const smallest = -50;
const tableLength = Math.ceil(-smallest * Math.LOG2E * parts) + 2;

const highestCode = `
  f32.const -Infinity  f32x4.splat  local.tee best0  local.tee best1  local.tee best2  local.set best3
  loop
    ;; pmax keeps its first argument where the second is NaN
    ${[0, 1, 2, 3].map((k) => `local.get best${k}  local.get row  v128.load offset=${16 * k}  f32x4.pmax  local.set best${k}`).join("\n")}
    local.get row  i32.const 64  i32.add  local.tee row
    local.get end  i32.lt_u  br_if 0
  end
  local.get found
  local.get best0  local.get best1  f32x4.pmax
  local.get best2  local.get best3  f32x4.pmax  f32x4.pmax
  v128.store
`;

/** Of the two tokens so many bytes after `row`. */
const twoTokens = (offset: number): string => `
  ;; 1. x = (logit - highest) / temperature
  local.get row  v128.load64_zero offset=${offset}  f64x2.promote_low_f32x4
  local.get highests  f64x2.sub  local.get scales  f64x2.mul  local.set x
  ;; 2. whole sixteenths of an octave, and the rest in nats
  local.get smallest  local.get x  f64x2.pmax  local.get perPart  f64x2.mul  local.tee places
  f64x2.trunc  local.set whole
  local.get places  local.get whole  f64x2.sub  local.get unit  f64x2.mul  local.set rest
  ;; 3. the table at -whole, which stands in the low bits of 2^52 - whole
  local.get wholes  local.get whole  f64x2.sub  local.set whole
  local.get whole  i32x4.extract_lane 2  i32.const 3  i32.shl
  local.get whole  i32x4.extract_lane 0  i32.const 3  i32.shl  v128.load64_zero
  v128.load64_lane 1
  ;; 4. times the series 1 + r (1 + r (1/2 + r (1/6 + r / 24)))
  local.get one  local.get rest
  local.get one  local.get rest
  local.get half  local.get rest
  local.get sixth  local.get rest  local.get twentyFourth  f64x2.mul  f64x2.add
  f64x2.mul  f64x2.add
  f64x2.mul  f64x2.add
  f64x2.mul  f64x2.add
  f64x2.mul
  ;; 5. 0 at the smallest and below, NaN where x is
  local.get x  local.get smallest  f64x2.gt  v128.and
  local.get x  local.get x  local.get x  f64x2.ne  v128.and  v128.or
  ;; 6. what was stored, not what was computed, is summed up: draws add up the stored numbers
  f32x4.demote_f64x2_zero  local.set stored
  local.get row  local.get stored  v128.store64_lane offset=${offset} 0
  local.get stored  f64x2.promote_low_f32x4  local.set x
  local.get sum  local.get x  f64x2.extract_lane 0  f64.add
  local.get x  f64x2.extract_lane 1  f64.add  local.set sum
`;

const weighCode = `
  local.get highest  f64x2.splat  local.set highests
  local.get scale  f64x2.splat  local.set scales
  f64.const ${smallest}  f64x2.splat  local.set smallest
  f64.const ${Math.LOG2E * parts}  f64x2.splat  local.set perPart
  f64.const ${Math.LN2 / parts}  f64x2.splat  local.set unit
  f64.const ${2 ** 52}  f64x2.splat  local.set wholes
  f64.const 1  f64x2.splat  local.set one
  f64.const 0.5  f64x2.splat  local.set half
  f64.const ${1 / 6}  f64x2.splat  local.set sixth
  f64.const ${1 / 24}  f64x2.splat  local.set twentyFourth
  loop
    local.get row  i32.const ${4 * blockSize}  i32.add  local.set blockEnd
    loop
      ${[0, 8, 16, 24].map(twoTokens).join("")}
      local.get row  i32.const 32  i32.add  local.tee row
      local.get blockEnd  i32.lt_u  br_if 0
    end
    local.get sums  local.get sum  f64.store
    local.get sums  i32.const 8  i32.add  local.set sums
    local.get row  local.get end  i32.lt_u  br_if 0
  end
`;

/** Coefficients of 2^x in −0.5 … 0.5, from the constant on: none is off by more than 2e-7 of it. */
const powerOfTwo = [1.00000007, 0.693146967, 0.240221197, 0.0555071327, 0.00967554133, 0.00132764719] as const;

/** What single precision writes as the exponent of 1. */
const exponentOfOne = 127;

/** Of the four tokens so many bytes after `row`. */
const fourRoughly = (offset: number): string => `
  ;; 1. y = (logit - highest) * scale; its first argument is what pmax keeps of a NaN
  local.get row  v128.load offset=${offset}  local.get highests  f32x4.sub  local.get scales  f32x4.mul
  local.get smallest  f32x4.pmax  local.tee y
  ;; 2. the nearest whole number, which comes to lie in the low bits as an exponent, and the rest
  local.get shifter  f32x4.add  local.tee whole
  local.get shifter  f32x4.sub  local.set nearest
  local.get y  local.get nearest  f32x4.sub  local.set y
  ;; 3. 2^rest by the series, times 2^whole
  local.get c5  local.get y  f32x4.mul  local.get c4  f32x4.add
  local.get y  f32x4.mul  local.get c3  f32x4.add
  local.get y  f32x4.mul  local.get c2  f32x4.add
  local.get y  f32x4.mul  local.get c1  f32x4.add
  local.get y  f32x4.mul  local.get c0  f32x4.add
  local.get whole  i32.const 23  i32x4.shl  f32x4.mul
  local.get four  f32x4.add  local.set four
`;

const sumRoughlyCode = `
  local.get highest  f32x4.splat  local.set highests
  local.get scale  f32x4.splat  local.set scales
  f32.const ${smallest * Math.LOG2E}  f32x4.splat  local.set smallest
  f32.const ${1.5 * 2 ** 23 + exponentOfOne}  f32x4.splat  local.set shifter
  ${powerOfTwo.map((coefficient, k) => `f32.const ${coefficient}  f32x4.splat  local.set c${k}`).join("\n")}
  loop
    local.get row  i32.const ${4 * blockSize}  i32.add  local.set blockEnd
    f32.const 0  f32x4.splat  local.set four
    loop
      ${[0, 16, 32, 48].map(fourRoughly).join("")}
      local.get row  i32.const 64  i32.add  local.tee row
      local.get blockEnd  i32.lt_u  br_if 0
    end
    local.get four  f64x2.promote_low_f32x4
    local.get four  local.get four  i8x16.shuffle 2 3 2 3  f64x2.promote_low_f32x4
    f64x2.add  local.set two
    local.get sum  local.get two  f64x2.extract_lane 0  f64.add
    local.get two  f64x2.extract_lane 1  f64.add  local.set sum
    local.get sums  local.get sum  f64.store
    local.get sums  i32.const 8  i32.add  local.set sums
    local.get row  local.get end  i32.lt_u  br_if 0
  end
`;

const code = (): Uint8Array<ArrayBuffer> =>
  assemble({
    highestOf: {
      parameters: { row: "i32", end: "i32", found: "i32" },
      results: [],
      locals: { best0: "v128", best1: "v128", best2: "v128", best3: "v128" },
      body: highestCode,
    },
    weigh: {
      parameters: { row: "i32", end: "i32", sums: "i32", highest: "f64", scale: "f64" },
      results: [],
      locals: {
        ...{ blockEnd: "i32", sum: "f64" },
        ...{ highests: "v128", scales: "v128", smallest: "v128", perPart: "v128", unit: "v128", wholes: "v128" },
        ...{ one: "v128", half: "v128", sixth: "v128", twentyFourth: "v128" },
        ...{ x: "v128", places: "v128", whole: "v128", rest: "v128", stored: "v128" },
      },
      body: weighCode,
    },
    sumRoughly: {
      parameters: { row: "i32", end: "i32", sums: "i32", highest: "f32", scale: "f32" },
      results: [],
      locals: {
        ...{ blockEnd: "i32", sum: "f64", highests: "v128", scales: "v128", smallest: "v128", shifter: "v128" },
        ...{ c0: "v128", c1: "v128", c2: "v128", c3: "v128", c4: "v128", c5: "v128" },
        ...{ y: "v128", whole: "v128", nearest: "v128", four: "v128", two: "v128" },
      },
      body: sumRoughlyCode,
    },
  });

interface Weigher {
  /** Addresses of a row's begin and end, and of four float32 for its highest numbers. */
  readonly highestOf: (row: number, end: number, found: number) => void;
  /** Addresses as there, `sums` being those of its blocks' sums; a row's logits become weights. */
  readonly weigh: (row: number, end: number, sums: number, highest: number, scale: number) => void;
  /** Addresses as there; the row's logits stay, its scale is in octaves. */
  readonly sumRoughly: (row: number, end: number, sums: number, highest: number, scale: number) => void;
  readonly memory: WebAssembly.Memory;
}

/** Views of the memory for rows of one length: nearly all that follow one another are. */
interface Room extends Weigher {
  readonly at: { readonly row: number; readonly end: number; readonly sums: number };
  readonly row: Float32Array<ArrayBuffer>;
  /** What is left of the row's last block. */
  readonly filling: Float32Array<ArrayBuffer>;
  /** The highest numbers, where the first sums come to lie. */
  readonly four: Float32Array<ArrayBuffer>;
  readonly sums: Float64Array<ArrayBuffer>;
}

/** A row that lies in memory until the next one comes. */
export interface PlacedRow {
  /** The highest logit; NaN may be among the others. */
  readonly highest: number;
  /** float32, the logits, or after `weigh` their weights. */
  readonly row: Float32Array;
  /** Running sums at the end of each block, after one of the two. */
  readonly sums: Float64Array;
  /** Weights e^((logit − highest) · scale) in place of the logits, and their sums in double precision, all added up in order. */
  readonly weigh: (scale: number) => void;
  /** Sums of such weights in single precision, 64 at a time; the logits stay. */
  readonly sumRoughly: (scale: number) => void;
}

/** Puts a row of logits there. */
export function placeRow(logits: Float32Array): PlacedRow {
  const { highestOf, weigh, sumRoughly, at, row, filling, four, sums } = roomFor(logits.length);
  row.set(logits);
  // Weights of what fills the last block up are 0.
  filling.fill(Number.NEGATIVE_INFINITY);
  highestOf(at.row, at.end, at.sums);
  const highest = Math.max(four[0] as number, four[1] as number, four[2] as number, four[3] as number);
  return {
    highest,
    row,
    sums,
    weigh: (scale) => weigh(at.row, at.end, at.sums, highest, scale),
    sumRoughly: (scale) => sumRoughly(at.row, at.end, at.sums, highest, scale * Math.LOG2E),
  };
}

let weigher: Weigher | undefined;
let room: Room | undefined;

function roomFor(length: number): Room {
  if (room?.row.length === length) return room;
  weigher ??= newWeigher();
  const { memory } = weigher;
  const blocks = Math.ceil(length / blockSize);
  // The table of whole steps lies first, then sums, of which the highest numbers need two, then the row.
  const sums = 8 * (tableLength + (tableLength % 2));
  const row = sums + 8 * (blocks + (blocks % 2));
  const end = row + 4 * blocks * blockSize;
  const page = 65_536;
  const missing = Math.ceil((end - memory.buffer.byteLength) / page);
  if (missing > 0) memory.grow(missing);
  const { buffer } = memory;
  room = {
    ...weigher,
    at: { row, end, sums },
    row: new Float32Array(buffer, row, length),
    filling: new Float32Array(buffer, row + 4 * length, blocks * blockSize - length),
    four: new Float32Array(buffer, sums, 4),
    sums: new Float64Array(buffer, sums, blocks),
  };
  return room;
}

/** Made at its first use. */
function newWeigher(): Weigher {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code()));
  const memory = exports["memory"] as WebAssembly.Memory;
  const table = new Float64Array(memory.buffer, 0, tableLength);
  for (let k = 0; k < tableLength; k += 1) table[k] = 2 ** (-k / parts);
  return {
    highestOf: exports["highestOf"] as Weigher["highestOf"],
    weigh: exports["weigh"] as Weigher["weigh"],
    sumRoughly: exports["sumRoughly"] as Weigher["sumRoughly"],
    memory,
  };
}
