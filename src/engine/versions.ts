/** Versions that a result may depend on, for the run file. */
import manifest from "../../package.json" with { type: "json" };
import { runtimeVersion } from "../runtime/onnx/session.ts";

export function versions(): Record<string, string> {
  return { "fk-steering": manifest.version, "onnxruntime-node": runtimeVersion(), node: process.versions.node };
}
