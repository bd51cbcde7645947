/** What a Linux library says of itself: for which processor it is, and which others it needs. Reads the few bytes that say so; loads nothing. */
import { closeSync, openSync, readSync } from "node:fs";

export interface SharedLibrary {
  /** As `process.arch` has it; undefined: of a processor that no ONNX Runtime for Node is made for. */
  readonly arch: string | undefined;
  /** Names of the libraries that are loaded with it, in its order. */
  readonly needs: readonly string[];
}

const architectures: Readonly<Record<number, string>> = { 62: "x64", 183: "arm64" };
/** Kinds of program headers and of entries of the dynamic section (ELF-64, System V ABI). */
const [loaded, dynamic] = [1, 2];
const [needed, stringTable] = [1, 5];
/** More than any library has; what says more is damaged. */
const most = { headers: 1000, dynamicBytes: 1_000_000, name: 512 };

/** Undefined for what is no 64-bit library of Linux, and for what cannot be read. */
export function readLibrary(path: string): SharedLibrary | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return parse(file);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function parse(file: number): SharedLibrary | undefined {
  const start = bytesAt(file, 0, 64);
  // "\x7fELF", 64 bits, the low byte first.
  if (start.toString("latin1", 0, 6) !== "\x7fELF\x02\x01") return undefined;
  const [headerSize, count] = [start.readUInt16LE(54), start.readUInt16LE(56)];
  if (headerSize < 56 || count > most.headers) return undefined;
  const headers = bytesAt(file, Number(start.readBigUInt64LE(32)), headerSize * count);
  const segments = Array.from({ length: count }, (_, i) => {
    const header = headers.subarray(i * headerSize);
    const [offset, address, size] = [8, 16, 32].map((at) => Number(header.readBigUInt64LE(at)));
    return { kind: header.readUInt32LE(0), offset: offset!, address: address!, size: size! };
  });
  const section = segments.find(({ kind }) => kind === dynamic);
  if (section === undefined || section.size > most.dynamicBytes) return undefined;
  const entries = bytesAt(file, section.offset, section.size);
  const found = Array.from({ length: Math.floor(section.size / 16) }, (_, i) => ({
    tag: Number(entries.readBigInt64LE(16 * i)),
    value: Number(entries.readBigUInt64LE(16 * i + 8)),
  }));
  const names = found.find(({ tag }) => tag === stringTable)?.value;
  const segment =
    names === undefined
      ? undefined
      : segments.find(({ kind, address, size }) => kind === loaded && names >= address && names < address + size);
  if (names === undefined || segment === undefined) return undefined;
  const table = segment.offset + names - segment.address;
  const needs = found.flatMap(({ tag, value }) => (tag === needed ? [nameAt(file, table + value)] : []));
  return { arch: architectures[start.readUInt16LE(18)], needs };
}

function nameAt(file: number, offset: number): string {
  const bytes = Buffer.alloc(most.name);
  const count = readSync(file, bytes, 0, most.name, offset);
  const end = bytes.subarray(0, count).indexOf(0);
  if (end < 0) throw new RangeError("A name goes on past what was read.");
  return bytes.toString("latin1", 0, end);
}

function bytesAt(file: number, offset: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  if (readSync(file, bytes, 0, count, offset) < count) throw new RangeError("The file ends before what it announces.");
  return bytes;
}
