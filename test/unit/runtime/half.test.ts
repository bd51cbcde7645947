/** Half precision by bits, against Node's own, and in a Node that has none. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { halvesOf, singlesOf } from "../../../src/runtime/onnx/half.ts";
import { useFolder } from "../../support/useFolder.ts";
import { graphFile } from "./onnxGraph.ts";

const halves = Uint16Array.from({ length: 2 ** 16 }, (_, half) => half);

/** Where two rows of numbers differ, a NaN being as good as another and 0 not as good as −0. */
const differing = (a: ArrayLike<number>, b: ArrayLike<number>): number[] =>
  Array.from(a, (_, i) => i).filter((i) => !Object.is(a[i], b[i]));

describe("half precision", () => {
  const folder = useFolder();

  it("is read as Node's own, every number of it", () => {
    expect(differing(singlesOf(halves), new Float16Array(halves.buffer))).toEqual([]);
  });

  it("is rounded to as Node's own: at every half, between two of them, beside that, and where they end", () => {
    const whole = singlesOf(halves);
    const words = new Uint32Array(whole.buffer);
    // Half the distance of two normal halves is bit 12 of a single; of smaller ones it is a higher bit.
    const around = [0, 1, 2 ** 12 - 1, 2 ** 12, 2 ** 12 + 1, 2 ** 13 - 1, 2 ** 20, 2 ** 22];
    const numbers = new Float32Array(
      Uint32Array.from(Array.from(words).flatMap((word) => around.map((more) => word + more))).buffer,
    );
    const ends = Float32Array.of(65_504, 65_519.996, 65_520, 1e30, 2 ** -24, 2 ** -25, 1.0001 * 2 ** -25, 1e-45);
    for (const each of [numbers, ends, ends.map((value) => -value)]) {
      expect(differing(new Float16Array(halvesOf(each).buffer), Float16Array.from(each))).toEqual([]);
    }
  });

  it.each([
    ["a", ""],
    ["no", "delete globalThis.Float16Array;"],
  ])("goes into a graph and out of it where Node has %s Float16Array", async (_, first) => {
    const path = join(folder, "twice.onnx");
    const port = (name: string) => ({ name, type: "float16", dimensions: ["n"] }) as const;
    const nodes = [{ operator: "Add", inputs: ["x", "x"], output: "twice" }];
    await writeFile(path, graphFile({ nodes, inputs: [port("x")], outputs: [port("twice")] }));
    const program = `
      ${first}
      const { openSession } = await import(${JSON.stringify(join(import.meta.dirname, "../../../src/runtime/onnx/session.ts"))});
      await using graph = await openSession(${JSON.stringify(path)}, { provider: "cpu", bytes: 100 });
      const x = { data: Float32Array.of(1, -0.1, 2049, 40000), dimensions: [4] };
      const { data } = await graph.run({ x }, "twice");
      console.log(typeof Float16Array, ...data);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
    // −0.1 and 2,049 are rounded on their way in, and 80,000 is more than a half can be.
    expect(stdout.trim()).toBe(`${first === "" ? "function" : "undefined"} 2 -0.199951171875 4096 Infinity`);
  });
});
