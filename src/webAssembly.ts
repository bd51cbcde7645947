/** Puts a WebAssembly module together from text, of the few instructions that are used here. Pure: knows nothing of what is computed. */

type Immediate = "local" | "lane" | "lanes" | "memory" | "i32" | "f32" | "f64" | "block" | "depth";

/** Opcode and what follows it, by the instruction's name in WebAssembly's text format. */
const instructions: Readonly<Record<string, readonly [opcode: readonly number[], ...immediates: Immediate[]]>> = {
  loop: [[0x03], "block"],
  end: [[0x0b]],
  br_if: [[0x0d], "depth"],
  "local.get": [[0x20], "local"],
  "local.set": [[0x21], "local"],
  "local.tee": [[0x22], "local"],
  "f64.store": [[0x39], "memory"],
  "i32.const": [[0x41], "i32"],
  "f32.const": [[0x43], "f32"],
  "f64.const": [[0x44], "f64"],
  "i32.lt_u": [[0x49]],
  "i32.add": [[0x6a]],
  "i32.shl": [[0x74]],
  "f64.add": [[0xa0]],
  "v128.load": [simd(0), "memory"],
  "v128.store": [simd(11), "memory"],
  "i8x16.shuffle": [simd(13), "lanes"],
  "i32x4.splat": [simd(17)],
  "f32x4.splat": [simd(19)],
  "f64x2.splat": [simd(20)],
  "i32x4.extract_lane": [simd(27), "lane"],
  "i32x4.replace_lane": [simd(28), "lane"],
  "f64x2.extract_lane": [simd(33), "lane"],
  "f64x2.ne": [simd(72)],
  "f64x2.gt": [simd(74)],
  "v128.and": [simd(78)],
  "v128.or": [simd(80)],
  "v128.xor": [simd(81)],
  "v128.load64_lane": [simd(87), "memory", "lane"],
  "v128.store64_lane": [simd(91), "memory", "lane"],
  "v128.load64_zero": [simd(93), "memory"],
  "f32x4.demote_f64x2_zero": [simd(94)],
  "f64x2.promote_low_f32x4": [simd(95)],
  "f64x2.trunc": [simd(122)],
  "i32x4.shl": [simd(171)],
  "i32x4.shr_u": [simd(173)],
  "i32x4.add": [simd(174)],
  "i64x2.extmul_low_i32x4_u": [simd(222)],
  "i64x2.extmul_high_i32x4_u": [simd(223)],
  "f32x4.add": [simd(228)],
  "f32x4.sub": [simd(229)],
  "f32x4.mul": [simd(230)],
  "f32x4.pmax": [simd(235)],
  "f64x2.add": [simd(240)],
  "f64x2.sub": [simd(241)],
  "f64x2.mul": [simd(242)],
  "f64x2.pmax": [simd(247)],
  "f64x2.convert_low_i32x4_s": [simd(254)],
};

const types = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
type ValueType = keyof typeof types;

export interface WasmFunction {
  readonly parameters: Readonly<Record<string, ValueType>>;
  readonly results: readonly ValueType[];
  readonly locals: Readonly<Record<string, ValueType>>;
  /** Instructions with their immediates, separated by white space; locals by name, memory as `offset=…`, notes after `;;`. */
  readonly body: string;
}

/** A module that exports these functions, and a memory of one page (64 KiB) that may grow as `memory`. */
export function assemble(functions: Readonly<Record<string, WasmFunction>>): Uint8Array<ArrayBuffer> {
  const all = Object.entries(functions);
  const [typeSection, functionSection, memorySection, exportSection, codeSection] = [1, 3, 5, 7, 10];
  const typed = all.map(([, { parameters, results }]) => [
    0x60,
    ...vector(Object.values(parameters).map((type) => [types[type]])),
    ...vector(results.map((type) => [types[type]])),
  ]);
  const exported = all.map(([name], index) => [...text(name), 0x00, ...unsigned(index)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(typeSection, vector(typed)),
    ...section(functionSection, vector(all.map((_, index) => unsigned(index)))),
    ...section(memorySection, vector([[0x00, 1]])),
    ...section(exportSection, vector([...exported, [...text("memory"), 0x02, 0]])),
    ...section(codeSection, vector(all.map(([, each]) => sized(codeOf(each))))),
  ]);
}

function codeOf({ parameters, locals, body }: WasmFunction): number[] {
  const names = [...Object.keys(parameters), ...Object.keys(locals)];
  const words = body.replaceAll(/;;.*/gu, "").split(/\s+/u).filter(Boolean);
  const code: number[] = [];
  while (words.length > 0) {
    const [opcode, ...immediates] = instructions[words.shift()!]!;
    code.push(...opcode, ...immediates.flatMap((kind) => encoded(kind, words, names)));
  }
  const declared = vector(Object.values(locals).map((type) => [1, types[type]]));
  return [...declared, ...code, ...instructions["end"]![0]];
}

function encoded(kind: Immediate, words: string[], locals: readonly string[]): number[] {
  switch (kind) {
    case "block":
      return [0x40];
    case "local":
      return unsigned(locals.indexOf(words.shift()!));
    case "lanes":
      // Of four bytes each, by the numbers of these: 0 … 3 of the first vector, 4 … 7 of the second.
      return words.splice(0, 4).flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * Number(lane) + byte));
    case "memory":
      return [0, ...unsigned(words[0]?.startsWith("offset=") === true ? Number(words.shift()!.slice(7)) : 0)];
    case "i32":
      return signed(Number(words.shift()));
    case "f32":
      return [...new Uint8Array(Float32Array.of(Number(words.shift())).buffer)];
    case "f64":
      return [...new Uint8Array(Float64Array.of(Number(words.shift())).buffer)];
    default:
      return unsigned(Number(words.shift()));
  }
}

function simd(code: number): number[] {
  return [0xfd, ...unsigned(code)];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(name: string): number[] {
  return sized([...new TextEncoder().encode(name)]);
}

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
