/** Execution providers of ONNX Runtime that its Node package ships for some platform. */
const providers = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const;

export type Provider = (typeof providers)[number];

/** What a report calls it; the CPU for what is none of them. */
export function providerNamed(name: string): Provider {
  return providers.find((provider) => provider === name) ?? "cpu";
}
