/** A tensor that is one number throughout, of the type that a graph declares. Pure. */
import type { Port } from "./port.ts";
import type { Values } from "./session.ts";

/** Types of inputs that can be fed; a float16 one is fed as float32, which the session rounds. */
export const fedTypes: readonly (string | undefined)[] = ["float32", "float16", "int64", "int32"];

/** `value` is rounded where the graph wants whole numbers. */
export function filled({ type }: Pick<Port, "type">, value: number, dimensions: readonly number[]): Values {
  const count = dimensions.reduce((product, size) => product * size, 1);
  switch (type) {
    case "int64":
      return { data: new BigInt64Array(count).fill(BigInt(Math.round(value))), dimensions };
    case "int32":
      return { data: new Int32Array(count).fill(Math.round(value)), dimensions };
    default:
      return { data: new Float32Array(count).fill(value), dimensions };
  }
}
