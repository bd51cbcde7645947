/** Writes tiny ONNX graphs, field by field of onnx.proto3: a text model that is one table, a denoiser that adds its time. */

/** An input that the graph has and does not use. Type numbers of ONNX: 1 float32, 7 int64, 9 bool. */
export interface ExtraInput {
  readonly name: string;
  readonly type: number;
  readonly dimensions: readonly (number | string)[];
}

export interface TableGraph {
  readonly rows: number;
  readonly columns: number;
  readonly batch?: number | string;
  readonly length?: number | string;
  readonly input?: string;
  readonly inputType?: number;
  readonly output?: string;
  /** "Gather" looks ids up; another name makes a graph that no runtime knows. */
  readonly operator?: string;
  readonly extra?: readonly ExtraInput[];
  /** A file beside the graph that holds the table instead of it. */
  readonly weights?: string;
}

/** logits[b, l] = table[input_ids[b, l]], with table[r, c] = `tableEntry(r, c)`. */
export function tableGraph(graph: TableGraph): Uint8Array {
  const { rows, columns, batch = "batch", length = "length", input = "input_ids", output = "logits" } = graph;
  const table = new Float32Array(rows * columns).map((_, i) => tableEntry(Math.floor(i / columns), i % columns));
  const contents =
    graph.weights === undefined
      ? [bytes(9, new Uint8Array(table.buffer))]
      : [bytes(13, message(text(1, "location"), text(2, graph.weights))), number(14, 1)];
  return message(
    number(1, 8),
    bytes(
      7,
      message(
        bytes(1, message(text(1, "table"), text(1, input), text(2, output), text(4, graph.operator ?? "Gather"))),
        text(2, "table graph"),
        bytes(5, message(number(1, rows), number(1, columns), number(2, 1), text(8, "table"), ...contents)),
        bytes(11, port(input, graph.inputType ?? 7, [batch, length])),
        ...(graph.extra ?? []).map(({ name, type, dimensions }) => bytes(11, port(name, type, dimensions))),
        bytes(12, port(output, 1, [batch, length, columns])),
      ),
    ),
    bytes(8, message(text(1, ""), number(2, 17))),
  );
}

/** Type numbers of ONNX. */
const onnxTypes = { float32: 1, int32: 6, int64: 7, float16: 10, float64: 11 } as const;

export interface TimeGraph {
  readonly timestep: keyof typeof onnxTypes;
  /** [] or ["batch"]. */
  readonly dimensions: readonly (number | string)[];
  readonly channels: number;
  readonly size: number;
  /** "Add", or another of two operands: "Pow" soon leaves what numbers can be. */
  readonly operator?: string;
  /**
   * Bytes that the graph takes beside its output for each row after the first (`after`: 1), or for each (`after`: 0). A power of two far
   * above any machine's memory.
   */
  readonly hunger?: { readonly bytes: number; readonly after: 0 | 1 };
}

/** out_sample = sample + timestep. */
export function timeGraph({ timestep, dimensions, channels, size, hunger, operator = "Add" }: TimeGraph): Uint8Array {
  const state = ["batch", channels, size, size];
  const constant = (name: string, ...values: readonly number[]): Uint8Array =>
    bytes(
      5,
      message(
        number(1, values.length),
        number(2, onnxTypes.int64),
        text(8, name),
        bytes(9, new Uint8Array(BigInt64Array.from(values, BigInt).buffer)),
      ),
    );
  const node = (kind: string, inputs: readonly string[], output: string, ...attributes: readonly Uint8Array[]) =>
    bytes(1, message(...inputs.map((name) => text(1, name)), text(2, output), text(4, kind), ...attributes));
  const whole = (name: string, value: number): Uint8Array =>
    bytes(5, message(text(1, name), number(3, value), number(20, 2)));
  const nodes = [
    node("Cast", ["timestep"], "time", whole("to", onnxTypes.float32)),
    node("Reshape", ["time", "column"], "times"),
    ...(hunger === undefined
      ? [node(operator, ["sample", "times"], "out_sample")]
      : [
          node("Add", ["sample", "times"], "told"),
          node("Shape", ["sample"], "rows", whole("start", 0), whole("end", 1)),
          node("Sub", ["rows", "after"], "hungry"),
          node("Mul", ["hungry", "floats"], "eaten"),
          node("Add", ["eaten", "one"], "length"),
          node("ConstantOfShape", ["length"], "zeros"),
          node("ReduceSum", ["zeros"], "zero"),
          node("Add", ["told", "zero"], "out_sample"),
        ]),
  ];
  return message(
    number(1, 8),
    bytes(
      7,
      message(
        ...nodes,
        text(2, "time graph"),
        constant("column", -1, 1, 1, 1),
        ...(hunger === undefined
          ? []
          : [constant("after", hunger.after), constant("floats", hunger.bytes / 4), constant("one", 1)]),
        bytes(11, port("sample", onnxTypes.float32, state)),
        bytes(11, port("timestep", onnxTypes[timestep], dimensions)),
        bytes(12, port("out_sample", onnxTypes.float32, state)),
      ),
    ),
    bytes(8, message(text(1, ""), number(2, 17))),
  );
}

export type OnnxType = keyof typeof onnxTypes;

export interface GraphPort {
  readonly name: string;
  readonly type: OnnxType;
  readonly dimensions: readonly (number | string)[];
}

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers, lists of them, or texts. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | string>>;
  /** "com.microsoft": ONNX Runtime's own operators. */
  readonly domain?: string;
}

export interface GraphParts {
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
  readonly constants?: Readonly<Record<string, Constant>>;
}

export interface Constant {
  readonly dimensions: readonly number[];
  /** The numbers, or where a file beside the graph has them as float32: `offset` and `length` in bytes. */
  readonly data:
    | Float32Array
    | BigInt64Array
    | Uint8Array
    | { readonly file: string; readonly offset: number; readonly length: number };
}

/** A graph of any nodes. */
export function graphFile({ nodes, inputs, outputs, constants = {} }: GraphParts): Uint8Array {
  return message(
    number(1, 8),
    bytes(
      7,
      message(
        ...nodes.map(({ operator, inputs: from, output, attributes = {}, domain = "" }) =>
          bytes(
            1,
            message(
              ...from.map((name) => text(1, name)),
              text(2, output),
              text(3, output),
              text(4, operator),
              ...Object.entries(attributes).map(([name, value]) => bytes(5, attributeOf(name, value))),
              text(7, domain),
            ),
          ),
        ),
        text(2, "graph"),
        ...Object.entries(constants).map(([name, { dimensions, data }]) =>
          bytes(
            5,
            message(
              ...dimensions.map((size) => number(1, size)),
              number(2, data instanceof BigInt64Array ? 7 : data instanceof Uint8Array ? 2 : 1),
              text(8, name),
              ...("file" in data
                ? [
                    ...Object.entries({ location: data.file, offset: data.offset, length: data.length }).map(
                      ([key, value]) => bytes(13, message(text(1, key), text(2, String(value)))),
                    ),
                    number(14, 1),
                  ]
                : [bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]),
            ),
          ),
        ),
        ...inputs.map(({ name, type, dimensions }) => bytes(11, port(name, onnxTypes[type], dimensions))),
        ...outputs.map(({ name, type, dimensions }) => bytes(12, port(name, onnxTypes[type], dimensions))),
      ),
    ),
    bytes(8, message(text(1, ""), number(2, 17))),
    bytes(8, message(text(1, "com.microsoft"), number(2, 1))),
  );
}

function attributeOf(name: string, value: number | readonly number[] | string): Uint8Array {
  if (typeof value === "number") return message(text(1, name), number(3, value), number(20, 2));
  if (typeof value === "string") return message(text(1, name), text(4, value), number(20, 3));
  return message(text(1, name), ...value.map((one) => number(8, one)), number(20, 7));
}

export function tableEntry(row: number, column: number): number {
  return row + column / 1024;
}

function port(name: string, type: number, dimensions: readonly (number | string)[]): Uint8Array {
  const shape = message(
    ...dimensions.map((size) => bytes(1, message(typeof size === "number" ? number(1, size) : text(2, size)))),
  );
  return message(text(1, name), bytes(2, message(bytes(1, message(number(1, type), bytes(2, shape))))));
}

function message(...fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function number(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(value)]);
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([...varint((field << 3) | 2), ...varint(value.length)]), value]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
