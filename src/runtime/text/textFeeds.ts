/** Token ids as the inputs of a text model's graph, in the types and shapes that it asks for. Pure. */
import { filled } from "../onnx/filled.ts";
import { fixedSize, type Port } from "../onnx/port.ts";
import type { Feeds, Values } from "../onnx/session.ts";
import type { Conventions, FloatMask } from "./conventions.ts";
import type { TextSignature } from "./textSignature.ts";

export interface FeedShape {
  readonly rows: number;
  readonly length: number;
  /** For each sequence the places whose logits are wanted, and how many a row of `places` holds; read where the graph takes them. */
  readonly asked: readonly Int32Array[];
  readonly askedColumns: number;
  readonly signature: TextSignature;
  readonly conventions: Pick<Conventions, "floatMask" | "firstPosition">;
  readonly padId: number;
}

/** Below every logit of attention, and still a number in half precision. */
const farBelow = -65_504;

/** For each input [rows, length]; rows and columns without tokens hold padding that attention leaves out, and `places` is filled up with the first one. */
export function textFeeds(tokens: readonly Int32Array[], shape: FeedShape): Feeds {
  const { rows, length, asked, askedColumns, signature, padId, conventions } = shape;
  const { ids, attentionMask, tokenTypes, positions, places } = signature;
  const matrix = (port: Port, value: (row: number, column: number) => number): Values =>
    whole(port, [rows, length], (index) => value(Math.floor(index / length), index % length));
  const isToken = (row: number, column: number): boolean => column < (tokens[row]?.length ?? 0);
  return {
    input_ids: matrix(ids, (row, column) => tokens[row]?.[column] ?? padId),
    ...(attentionMask && { attention_mask: mask(attentionMask, isToken, shape) }),
    ...(tokenTypes && { token_type_ids: matrix(tokenTypes, () => 0) }),
    ...(positions && { position_ids: matrix(positions, (_, column) => conventions.firstPosition + column) }),
    ...(places && {
      places: whole(
        places,
        [rows, askedColumns],
        (index) => asked[Math.floor(index / askedColumns)]?.[index % askedColumns] ?? 0,
      ),
    }),
    ...Object.fromEntries(signature.times.map((port) => [port.name, zeros(port, rows)])),
  };
}

/**
 * Which places are looked at: [rows, length], or with the places that look between them, [rows, (heads,) looking, length]. A row without
 * any token looks at everything, since attention to nothing is no number.
 */
function mask(port: Port, isToken: (row: number, column: number) => boolean, shape: FeedShape): Values {
  const { rows, length } = shape;
  const rank = port.dimensions.length;
  const looking = rank === 2 ? [] : [fixedSize(port, -2) ?? length];
  const heads = rank === 4 ? [fixedSize(port, 1) ?? 1] : [];
  const dimensions = [rows, ...heads, ...looking, length];
  const perRow = dimensions.slice(1).reduce((product, size) => product * size, 1);
  const holds = (index: number): boolean => {
    const row = Math.floor(index / perRow);
    return isToken(row, index % length) || !isToken(row, 0);
  };
  if (port.type === "bool")
    return { data: Uint8Array.from({ length: rows * perRow }, (_, i) => +holds(i)), dimensions };
  const isFloat = port.type === "float32" || port.type === "float16";
  const kind: FloatMask = shape.conventions.floatMask?.value ?? (rank === 2 ? "ones" : "additive");
  const value = isFloat && kind === "additive" ? (on: boolean) => (on ? 0 : farBelow) : (on: boolean) => +on;
  return isFloat
    ? { data: Float32Array.from({ length: rows * perRow }, (_, i) => value(holds(i))), dimensions }
    : whole(port, dimensions, (i) => value(holds(i)));
}

function whole({ type }: Port, dimensions: readonly number[], value: (index: number) => number): Values {
  const length = dimensions.reduce((product, size) => product * size, 1);
  return type === "int32"
    ? { data: Int32Array.from({ length }, (_, index) => value(index)), dimensions }
    : { data: BigInt64Array.from({ length }, (_, index) => BigInt(value(index))), dimensions };
}

/** Time zero for every sequence. */
function zeros(port: Port, rows: number): Values {
  const shape = port.dimensions.map((_, axis) => (axis === 0 ? rows : 1));
  return filled(port, 0, shape);
}
