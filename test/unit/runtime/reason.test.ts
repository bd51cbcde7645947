import { expect, it } from "vitest";
import { reasonOf } from "../../../src/runtime/onnx/session.ts";

it.each([
  [
    "/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get a WebGPU adapter: No supported adapters.\n",
    "Failed to get a WebGPU adapter: No supported adapters.",
  ],
  ["Load model from /a b/onnx/model.onnx failed:Protobuf parsing failed.", "Protobuf parsing failed."],
  [
    "/onnxruntime_src/onnxruntime/core/graph/model.cc:180 onnxruntime::Model::Model(ModelProto&&, const PathString&, const ModelOptions&) ModelProto does not have a graph.",
    "ModelProto does not have a graph.",
  ],
  [
    "no available backend found. ERR: [dml] backend not found.",
    "no available backend found. ERR: [dml] backend not found.",
  ],
  ["", "no reason was given."],
])("leaves ONNX Runtime's own sources out of a reason: %s", (message, reason) => {
  expect(reasonOf(new Error(message))).toBe(reason);
});
