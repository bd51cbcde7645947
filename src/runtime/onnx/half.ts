/** Numbers in half precision, for graphs whose inputs or outputs are float16. */
import type { Tensor } from "onnxruntime-node";
import { SteeringError } from "../../errors.ts";
import type { OnnxRuntime } from "./onnxRuntime.ts";

/**
 * A float16 tensor. The runtime's JavaScript makes a `Float16Array` of the bits where Node has one, and its native part finds no bytes
 * in that (Node 24): so the tensor shows it the bits.
 *
 * @throws SteeringError `model-signature` where this version of Node has no float16
 */
export function halfTensor(
  { Tensor }: OnnxRuntime,
  data: Float32Array,
  dimensions: readonly number[],
  path: string,
): Tensor {
  requireHalves(path);
  const bits = new Uint16Array(Float16Array.from(data).buffer);
  const tensor = new Tensor("float16", bits, dimensions);
  Object.defineProperty(tensor, "data", { value: bits });
  return tensor;
}

/** The data of a float16 tensor in single precision. Throws as `halfTensor` does. */
export function singles(data: Tensor["data"], path: string): Float32Array {
  requireHalves(path);
  if (data instanceof Float16Array) return Float32Array.from(data);
  const { buffer, byteOffset, length } = data as Uint16Array<ArrayBuffer>;
  return Float32Array.from(new Float16Array(buffer, byteOffset, length));
}

function requireHalves(path: string): void {
  if (typeof Float16Array === "function") return;
  throw new SteeringError(
    "model-signature",
    `${path} has float16 inputs or outputs, which Node ${process.versions.node} cannot be given. Export it with float32 inputs and outputs (its weights may be float16).`,
    { details: { file: path } },
  );
}
