/**
 * Logits of one place as weights of its tokens, with their running sums: what every draw needs first, an exponential a token of the vocabulary. In
 * WebAssembly, two tokens an instruction, since it is most of what a step takes beside the network. Pure.
 */
import { SteeringError } from "../errors.ts";
import { assemble } from "../webAssembly.ts";

/** Entries that are summed up together: a draw looks through one block only. */
export const blockSize = 64;

export interface TokenWeights {
  /** The highest logit. */
  readonly highest: number;
  /** float32 e^((logit − highest) / temperature), the largest 1, with a relative error below 2e-9 before rounding; 0 below e^−50. Lent: until the next call. */
  readonly weights: Float32Array;
  /** Running sums of the weights as they are stored, at the end of each block: all is added up in order. Lent as well. */
  readonly sums: Float64Array;
}

/** @throws SteeringError `model-corrupt` if there is no finite highest logit, or one is NaN */
export function tokenWeights(logits: Float32Array, temperature: number): TokenWeights {
  const { highestOf, weigh, at, weights, filling, four, sums } = roomFor(logits.length);
  weights.set(logits);
  // Weights of what fills the last block up are 0.
  filling.fill(Number.NEGATIVE_INFINITY);
  highestOf(at.row, at.end, at.sums);
  const highest = Math.max(four[0] as number, four[1] as number, four[2] as number, four[3] as number);
  if (!Number.isFinite(highest)) throw unusable();
  weigh(at.row, at.end, at.sums, highest, 1 / temperature);
  if (!Number.isFinite(sums[sums.length - 1])) throw unusable();
  return { highest, weights, sums };
}

function unusable(): SteeringError {
  return new SteeringError(
    "model-corrupt",
    "The model gave no usable probabilities for a token (NaN or infinite). Run it on another device, or download it again.",
  );
}

/** 2^(−k/16) for k = 0 …: e^x is one of these for whole sixteenths of an octave, times four terms of the series for the rest. */
const parts = 16;
const smallest = -50;
const tableLength = Math.ceil(-smallest * Math.LOG2E * parts) + 2;

const highestCode = `
  f32.const -Infinity  f32x4.splat  local.set best
  loop
    local.get row  v128.load  local.set four
    ;; pmax keeps its first argument where the second is NaN
    local.get best  local.get four  f32x4.pmax  local.set best
    local.get row  i32.const 16  i32.add  local.tee row
    local.get end  i32.lt_u  br_if 0
  end
  local.get found  local.get best  v128.store
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

const code = (): Uint8Array<ArrayBuffer> =>
  assemble({
    highestOf: {
      parameters: { row: "i32", end: "i32", found: "i32" },
      results: [],
      locals: { best: "v128", four: "v128" },
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
  });

interface Weigher {
  /** Addresses of a row's begin and end, and of four float32 for its highest numbers. */
  readonly highestOf: (row: number, end: number, found: number) => void;
  /** Addresses as there, `sums` being those of its blocks' sums; a row's logits become weights. */
  readonly weigh: (row: number, end: number, sums: number, highest: number, scale: number) => void;
  readonly memory: WebAssembly.Memory;
}

/** Views of the memory for rows of one length: nearly all that follow one another are. */
interface Room extends Weigher {
  readonly at: { readonly row: number; readonly end: number; readonly sums: number };
  readonly weights: Float32Array<ArrayBuffer>;
  /** What is left of the row's last block. */
  readonly filling: Float32Array<ArrayBuffer>;
  /** The highest numbers, where the first sums come to lie. */
  readonly four: Float32Array<ArrayBuffer>;
  readonly sums: Float64Array<ArrayBuffer>;
}

let weigher: Weigher | undefined;
let room: Room | undefined;

function roomFor(length: number): Room {
  if (room?.weights.length === length) return room;
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
    weights: new Float32Array(buffer, row, length),
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
    memory,
  };
}
