/** A graph put together layer by layer, its weights drawn into a file beside it. */
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type Constant, type GraphNode, type GraphParts, graphFile } from "../../unit/runtime/onnxGraph.ts";

const weightsFile = "model.onnx_data";

/** The name of a tensor. */
export type Tensor = string;

export interface GraphBuilder {
  /** Weights of all layers so far. */
  readonly parameters: number;
  node(operator: string, inputs: readonly Tensor[], attributes?: GraphNode["attributes"]): Tensor;
  /** Uniform with variance 1 / `fanIn`, so that what goes through stays about as large as it was. */
  weights(dimensions: readonly number[], fanIn: number): Tensor;
  whole(...values: readonly number[]): Tensor;
  reals(dimensions: readonly number[], value: number | ((index: number) => number)): Tensor;
  /** Gives the last tensor the output's name; the graph's bytes, which have the weights in a file beside them. */
  end(last: Tensor, ports: Pick<GraphParts, "inputs" | "outputs">): Uint8Array;
}

export function buildGraph(folder: string): GraphBuilder & Disposable {
  const file = openSync(join(folder, weightsFile), "w");
  const nodes: GraphNode[] = [];
  const constants: Record<string, Constant> = {};
  const draw = uniformBlock();
  let parameters = 0;
  let offset = 0;
  const constant = (value: Constant): Tensor => {
    const name = `c${Object.keys(constants).length}`;
    constants[name] = value;
    return name;
  };
  const node: GraphBuilder["node"] = (operator, inputs, attributes = {}) => {
    const output = `t${nodes.length}`;
    nodes.push({ operator, inputs, output, attributes });
    return output;
  };
  return {
    get parameters() {
      return parameters;
    },
    node,
    weights(dimensions, fanIn) {
      const count = dimensions.reduce((product, size) => product * size, 1);
      const length = 4 * count;
      const place = { file: weightsFile, offset, length };
      for (let done = 0; done < count;) {
        const block = draw(Math.min(count - done, 1 << 22), Math.sqrt(3 / fanIn));
        writeSync(file, block);
        done += block.length;
      }
      parameters += count;
      offset += length;
      return constant({ dimensions, data: place });
    },
    whole: (...values) => constant({ dimensions: [values.length], data: BigInt64Array.from(values, BigInt) }),
    reals(dimensions, value) {
      const count = dimensions.reduce((product, size) => product * size, 1);
      const data = Float32Array.from({ length: count }, (_, i) => (typeof value === "number" ? value : value(i)));
      return constant({ dimensions, data });
    },
    end(last, ports) {
      nodes.push({ operator: "Identity", inputs: [last], output: ports.outputs[0]!.name });
      return graphFile({ nodes, constants, ...ports });
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** The same numbers at every making (xorshift32). */
function uniformBlock(): (count: number, bound: number) => Float32Array {
  let state = 2_463_534_242;
  return (count, bound) => {
    const block = new Float32Array(count);
    for (let i = 0; i < count; i += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      block[i] = (state / 2 ** 31) * bound;
    }
    return block;
  };
}
