/** Linux libraries of nothing but what they say of themselves: for which processor they are, and what they need. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const processors = { x64: 62, arm64: 183 } as const;

/** ELF-64 with one segment that is loaded where it lies in the file, and a dynamic section in it. */
export function elfFile(needs: readonly string[], arch: keyof typeof processors = "x64"): Buffer {
  const names = Buffer.from(`\0${needs.map((name) => `${name}\0`).join("")}`, "latin1");
  const [headers, entries] = [64, 16 * (needs.length + 2)];
  const dynamicAt = headers + 2 * 56;
  const namesAt = dynamicAt + entries;
  const file = Buffer.alloc(namesAt + names.length);
  file.write("\x7fELF\x02\x01\x01", "latin1");
  file.writeUInt16LE(3, 16);
  file.writeUInt16LE(processors[arch], 18);
  file.writeBigUInt64LE(BigInt(headers), 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(2, 56);
  // Addresses begin elsewhere than the file does.
  const base = 0x10_000;
  const segment = (index: number, kind: number, offset: number, size: number): void => {
    const at = headers + 56 * index;
    file.writeUInt32LE(kind, at);
    [offset, offset + base].forEach((value, i) => file.writeBigUInt64LE(BigInt(value), at + 8 + 8 * i));
    file.writeBigUInt64LE(BigInt(size), at + 32);
  };
  segment(0, 1, 0, file.length);
  segment(1, 2, dynamicAt, entries);
  let offset = 1;
  const all: [number, number][] = needs.map((name) => {
    const entry: [number, number] = [1, offset];
    offset += name.length + 1;
    return entry;
  });
  [...all, [5, namesAt + base] as const].forEach(([tag, value], i) => {
    file.writeBigInt64LE(BigInt(tag), dynamicAt + 16 * i);
    file.writeBigUInt64LE(BigInt(value), dynamicAt + 16 * i + 8);
  });
  names.copy(file, namesAt);
  return file;
}

/** By path in the folder: what each needs, or what it is instead. */
export async function writeLibraries(
  folder: string,
  libraries: Readonly<Record<string, readonly string[] | Buffer>>,
): Promise<void> {
  for (const [path, content] of Object.entries(libraries)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), Buffer.isBuffer(content) ? content : elfFile(content));
  }
}

/** As pip lays out onnxruntime-gpu and NVIDIA's wheels for CUDA 12. */
export const pipLayout = {
  "onnxruntime/capi/libonnxruntime_providers_shared.so": ["libc.so.6"],
  "onnxruntime/capi/libonnxruntime_providers_cuda.so": [
    ...["libonnxruntime_providers_shared.so", "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10"],
    ...["libcufft.so.11", "libcudart.so.12", "libcudnn.so.9", "libc.so.6"],
  ],
  "nvidia/cublas/lib/libcublas.so.12": ["libcublasLt.so.12", "libc.so.6"],
  "nvidia/cublas/lib/libcublasLt.so.12": ["libc.so.6"],
  "nvidia/curand/lib/libcurand.so.10": ["libc.so.6"],
  "nvidia/cufft/lib/libcufft.so.11": ["libc.so.6"],
  "nvidia/cuda_runtime/lib/libcudart.so.12": ["libc.so.6"],
  "nvidia/cuda_nvrtc/lib/libnvrtc.so.12": ["libc.so.6"],
  "nvidia/cudnn/lib/libcudnn.so.9": ["libc.so.6"],
  "nvidia/cudnn/lib/libcudnn_ops.so.9": ["libcublas.so.12", "libc.so.6"],
} as const;
