/**
 * What a graph's file says of its tensors (onnx.proto3), read without ONNX Runtime: which files hold them, and in what precision. Skips
 * the numbers themselves, so that a graph of gigabytes is read in milliseconds.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Port } from "./port.ts";

export interface GraphRecords {
  /** Files with external data as the graph names them, relative to its folder, each once. Nothing about them is believed. */
  readonly locations: readonly string[];
  /** Type of most numbers of all tensors, "4-bit" where products are of weights packed so; undefined where there are none, or it is not one of those that are named here. */
  readonly precision: string | undefined;
  /** Operators that are no part of ONNX, each once: not every device of ONNX Runtime has them. */
  readonly extraOperators: readonly string[];
  /** Activations are quantised by what is largest in the whole batch, so that rows beside each other change each other. */
  readonly mixesRows: boolean;
  /** What the graph asks for and gives. Inputs that have a value of their own are left out. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The fields that are looked into, by message and number; the others are skipped. */
const inside: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 11: "input", 12: "output", 15: "sparse" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
  entry: {},
  input: { 2: "type" },
  output: { 2: "type" },
  type: { 1: "tensorType" },
  tensorType: { 2: "shape" },
  shape: { 1: "dimension" },
  dimension: {},
};
/** ONNX's numbers of the types that are read or named here. */
const typeNames: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  16: "bfloat16",
  21: "uint4",
  22: "int4",
};
/** A dimension that is said by nothing is free, as one with a name is. */
const nameless = "?";
const tensorFields = { dims: 1, type: 2 } as const;
/** Graphs lie in graphs (loops, conditions); more levels than this are no model. */
const deepest = 64;
/** Fields that are looked at: the largest graphs have a tenth of them, and whoever lists models waits. */
const mostFields = 5_000_000;

/** Undefined for a file that is no ONNX graph. Throws what reading throws. */
export function readGraphRecords(path: string): GraphRecords | undefined {
  const descriptor = openSync(path, "r");
  try {
    const reader = new Reader(descriptor, fstatSync(descriptor).size);
    const locations = new Set<string>();
    /** By type. */
    const numbers = new Map<number, number>();
    const ports = { input: [] as Port[], output: [] as Port[] };
    const initialised = new Set<string>();
    const operators = new Set<string>();
    let mixesRows = false;
    /** Of weights that are packed in blocks. */
    let packedBits: number | undefined;
    let port: { name: string; type: string | undefined; dimensions: (number | string)[] } | undefined;

    const walk = (kind: string, end: number, depth: number): void => {
      if (depth > deepest) throw new Malformed();
      let count = 1;
      let type = 0;
      const entry = { key: "", value: "" };
      const node = { operator: "", domain: "" };
      let attribute = "";
      let dimension: number | string = nameless;
      // Only the whole model's graph has ports that a person feeds.
      const isPort = (kind === "input" || kind === "output") && depth === 2;
      if (isPort) port = { name: "", type: undefined, dimensions: [] };
      while (reader.place < end) {
        const tag = reader.field();
        const field = Math.floor(tag / 8);
        const wire = tag % 8;
        if (field === 0) throw new Malformed();
        if (wire === 2) {
          const stop = reader.stop(end);
          const child = inside[kind]?.[field];
          if (child !== undefined) walk(child, stop, depth + 1);
          else if (kind === "entry" && field === 1) entry.key = reader.text(stop);
          else if (kind === "entry" && field === 2) entry.value = reader.text(stop);
          else if (kind === "node" && field === 4) node.operator = reader.text(stop);
          else if (kind === "node" && field === 7) node.domain = reader.text(stop);
          else if (kind === "attribute" && field === 1) attribute = reader.text(stop);
          else if (isPort && field === 1 && port !== undefined) port.name = reader.text(stop);
          else if (kind === "tensor" && field === 8 && depth === 2) initialised.add(reader.text(stop));
          else if (kind === "dimension" && field === 2) dimension = reader.text(stop) || nameless;
          // Sizes come one by one or packed.
          else if (kind === "tensor" && field === tensorFields.dims)
            while (reader.place < stop) count *= reader.field();
          reader.place = stop;
        } else if (wire === 0) {
          const value = reader.varint();
          if (kind === "tensor" && field === tensorFields.dims) count *= value;
          if (kind === "tensor" && field === tensorFields.type) type = value;
          if (kind === "attribute" && field === 3 && attribute === "bits") packedBits = value;
          if (kind === "tensorType" && field === 1 && port !== undefined) port.type = typeNames[value];
          if (kind === "dimension" && field === 1) dimension = value;
        } else if (wire === 1 || wire === 5) reader.place += wire === 1 ? 8 : 4;
        else throw new Malformed();
      }
      if (reader.place !== end) throw new Malformed();
      if (kind === "dimension") port?.dimensions.push(dimension);
      if (isPort && port !== undefined) {
        ports[kind].push(port);
        port = undefined;
      }
      if (kind === "entry" && entry.key === "location") locations.add(entry.value);
      if (kind === "node" && node.operator.startsWith("DynamicQuantize")) mixesRows = true;
      if (kind === "node" && node.domain !== "" && node.domain !== "ai.onnx") operators.add(node.operator);
      if (kind === "tensor") numbers.set(type, (numbers.get(type) ?? 0) + count);
    };
    walk("model", reader.size, 0);
    return {
      locations: [...locations],
      precision:
        packedBits !== undefined && operators.has("MatMulNBits")
          ? `${packedBits}-bit`
          : typeNames[mostOf(numbers) ?? 0],
      extraOperators: [...operators].toSorted(),
      mixesRows,
      inputs: ports.input.filter(({ name }) => !initialised.has(name)),
      outputs: ports.output,
    };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** The key of the highest value. */
function mostOf(counts: ReadonlyMap<number, number>): number | undefined {
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

class Malformed extends Error {}

/** Bytes of a file by their place, a window of them at a time. */
class Reader {
  readonly size: number;
  place = 0;
  readonly #descriptor: number;
  readonly #window = Buffer.alloc(1 << 16);
  #start = 0;
  #length = 0;
  #fields = 0;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.size = size;
  }

  /** A number that counts as one of those that are looked at. */
  field(): number {
    this.#fields += 1;
    if (this.#fields > mostFields) throw new Malformed();
    return this.varint();
  }

  /** Up to 2⁵³; what is longer loses its last digits, and is no size of anything. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new Malformed();
  }

  /** Where a field of this length ends. */
  stop(end: number): number {
    const stop = this.varint() + this.place;
    if (stop > end) throw new Malformed();
    return stop;
  }

  text(stop: number): string {
    const bytes = Buffer.alloc(Math.min(stop - this.place, 4096));
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = this.#byte();
    return bytes.toString("utf8");
  }

  #byte(): number {
    if (this.place < this.#start || this.place >= this.#start + this.#length) {
      this.#start = this.place;
      this.#length = readSync(this.#descriptor, this.#window, 0, this.#window.length, this.place);
      if (this.#length === 0) throw new Malformed();
    }
    const byte = this.#window[this.place - this.#start] as number;
    this.place += 1;
    return byte;
  }
}
