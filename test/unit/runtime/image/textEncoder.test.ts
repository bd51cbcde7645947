/** Prompts that are encoded once. */
import { describe, expect, it } from "vitest";
import { memoryError } from "../../../../src/runtime/onnx/memory.ts";
import type { Session } from "../../../../src/runtime/onnx/session.ts";
import { createTextEncoder } from "../../../../src/runtime/image/prompt/textEncoder.ts";

describe("a prompt", () => {
  it("is encoded once, and again after it could not be, as where a device had no memory just then", async () => {
    let runs = 0;
    const session: Session = {
      inputs: [{ name: "input_ids", type: "int64", dimensions: ["batch", 2] }],
      outputs: [{ name: "last_hidden_state", type: "float32", dimensions: ["batch", 2, 1] }],
      async run() {
        runs += 1;
        if (runs === 1) throw memoryError("text_encoder/model.onnx", "webgpu", new Error("out of memory"));
        return { data: Float32Array.of(1, 2), dimensions: [1, 2, 1] };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const tokenizer = { length: 2, highestId: 9, tokensOf: () => ({ ids: [1, 2], used: 2, left: 0 }) };
    const options = {
      layer: "last",
      pooled: undefined,
      timed: <Result>(task: () => Promise<Result>) => task(),
    } as const;
    const encode = createTextEncoder({ graph: "text_encoder/model.onnx", session, tokenizer, ...options });
    const encoded = (): Promise<unknown> => encode("a cat", () => undefined);
    await expect(Promise.all([encoded(), encoded()])).rejects.toMatchObject({ code: "device-unavailable" });
    expect(await encoded()).toMatchObject({ sequence: { dimensions: [2, 1] } });
    expect(await encoded()).toBe(await encoded());
    expect(runs).toBe(2);
  });
});
