/** Inputs and outputs of a graph, as it declares them. Pure. */

/** A dimension is a number, or the name of one that is free. */
export interface Port {
  readonly name: string;
  /** Element type ("int64", "float32"), or undefined when it is no tensor. */
  readonly type: string | undefined;
  readonly dimensions: readonly (number | string)[];
}

/** The size of an axis, counted from the end where it is negative; undefined where the graph leaves it free or has no such axis. */
export function fixedSize(port: Port | undefined, axis: number): number | undefined {
  const size = port?.dimensions.at(axis);
  return typeof size === "number" && size > 0 ? size : undefined;
}
