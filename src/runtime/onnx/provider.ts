/** Execution providers of ONNX Runtime that its Node package ships for some platform. */
export type Provider = "cpu" | "webgpu" | "cuda" | "dml" | "coreml";
