/** Loads ONNX Runtime when it is first needed: it is native, and not made for every platform. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as OnnxRuntimeModule from "onnxruntime-node";
import { messageOf, SteeringError } from "../../errors.ts";
import { linkedRuntime } from "../cuda/cudaFolder.ts";

export type OnnxRuntime = typeof OnnxRuntimeModule;

const resolver = createRequire(import.meta.url);

/**
 * Throws `device-unavailable` where this platform has no ONNX Runtime.
 *
 * The library carries a telemetry client that starts as it loads: it keeps a device id in the person's home and looks
 * its collector up. This variable, which it reads once, keeps it from starting.
 */
export async function loadRuntime(): Promise<OnnxRuntime> {
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  try {
    const linked = linkedRuntime(runtimeLibraries());
    // What is loaded first is what the package gets when it loads the same file by its own path.
    if (linked !== undefined) process.dlopen({ exports: {} }, join(linked, "onnxruntime_binding.node"));
    return await import("onnxruntime-node");
  } catch (error) {
    throw new SteeringError(
      "device-unavailable",
      `Models cannot run here: ONNX Runtime does not load on ${process.platform} ${process.arch} (${messageOf(error).split("\n")[0]}). Use a machine with Linux, Windows or macOS on Apple silicon, for example over Remote-SSH.`,
      { details: { device: "cpu", platform: process.platform, arch: process.arch }, cause: error },
    );
  }
}

/** Version of ONNX Runtime; loads nothing. */
export function runtimeVersion(): string {
  const { version } = resolver("onnxruntime-node/package.json") as { readonly version: string };
  return version;
}

/** Folder of the native libraries for this platform; loads nothing. */
export function runtimeLibraries(): string {
  const root = dirname(resolver.resolve("onnxruntime-node/package.json"));
  return join(root, "bin", "napi-v6", process.platform, process.arch);
}
