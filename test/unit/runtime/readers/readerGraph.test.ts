/** Rows of tokens in graphs that do with them what graphs of people's do: fill up, mix, ignore what hides, take less than is said. */
import { cp, mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { onCpu } from "../../../../src/runtime/device/rewardDevice.ts";
import { openReaderGraph, type ReaderGraph, type ReaderKind } from "../../../../src/runtime/readers/readerGraph.ts";
import { readReaderTokens } from "../../../../src/runtime/readers/readerTokens.ts";
import { inspectTextFolder } from "../../../../src/runtime/text/textFolder.ts";
import { temporaryFolder } from "../modelFixture.ts";
import { graphFile, type GraphNode, type GraphParts } from "../onnxGraph.ts";

const readers = fileURLToPath(new URL("../../../fixtures/readers/", import.meta.url));
const classifier: ReaderKind = {
  ...{ what: "a text classifier", rank: 2, advice: "Export it again.", firstPosition: 0 },
  window: { value: 24, source: "model_max_length" },
};
const writer: ReaderKind = { ...classifier, what: "a causal language model", rank: 3 };
/** Tokens of `moods`. */
const [vocabulary, labels] = [24, 3];

async function open(path: string, kind = classifier): Promise<ReaderGraph> {
  return openReaderGraph(await inspectTextFolder(path), kind, await readReaderTokens(path), onCpu);
}

/** The words of `moods` over another graph. */
async function withGraph(graph: Uint8Array): Promise<ReaderGraph> {
  await using folder = await temporaryFolder();
  await cp(join(readers, "moods"), folder.path, { recursive: true });
  await mkdir(join(folder.path, "onnx"), { recursive: true });
  await writeFile(join(folder.path, "onnx", "model.onnx"), graph);
  return await open(folder.path);
}

/** Embeddings of each token, what `nodes` make of them, and their mean over the places unless those are logits. */
function meanGraph(nodes: readonly GraphNode[] = [], { rows = vocabulary, extra = {} }: MeanGraph = {}): Uint8Array {
  const table = Float32Array.from({ length: rows * labels }, (_, i) => Math.sin(i));
  const last = nodes.at(-1)?.output ?? "embedded";
  const mean = { operator: "ReduceMean", inputs: [last], output: "logits", attributes: { axes: [1], keepdims: 0 } };
  const port = (name: string) => ({ name, type: "int64", dimensions: ["batch", "length"] }) as const;
  return graphFile({
    nodes: [
      { operator: "Gather", inputs: ["table", "input_ids"], output: "embedded" },
      ...nodes,
      ...(last === "logits" ? [] : [mean]),
    ],
    inputs: [port("input_ids"), port("attention_mask")],
    outputs: [{ name: "logits", type: "float32", dimensions: ["batch", labels] }],
    constants: { table: { dimensions: [rows, labels], data: table }, ...extra },
  });
}

interface MeanGraph {
  readonly rows?: number;
  readonly extra?: GraphParts["constants"];
}

/** The first place, and a hundredth of what stands last in the row, padding or not. */
const unhidden: readonly GraphNode[] = [
  { operator: "Gather", inputs: ["embedded", "first"], output: "beginning", attributes: { axis: 1 } },
  { operator: "Gather", inputs: ["embedded", "last"], output: "end", attributes: { axis: 1 } },
  { operator: "Add", inputs: ["beginning", "end"], output: "logits" },
];

const index = (at: number) => ({ dimensions: [], data: BigInt64Array.of(BigInt(at)) });
const places = { first: index(0), last: index(-1) };

/** In units of what is largest in the whole batch, as activations are whose quantisation is dynamic. */
const byLargest: readonly GraphNode[] = [
  { operator: "ReduceMax", inputs: ["embedded"], output: "largest", attributes: { keepdims: 0 } },
  { operator: "Div", inputs: ["embedded", "largest"], output: "scaled" },
];

async function read(graph: ReaderGraph, rows: readonly (readonly number[])[]): Promise<number[][]> {
  const found: number[][] = [];
  for (const run of graph.plan(rows)) {
    const logits = await graph.run(run, rows);
    run.places.forEach((place, at) => (found[place] = Array.from(logits[at]!)));
  }
  return found;
}

/** As if nothing had been asked beside each. */
async function oneByOne(graph: ReaderGraph, rows: readonly (readonly number[])[]): Promise<number[][]> {
  const found: number[][] = [];
  for (const row of rows) found.push(...(await read(graph, [row])));
  return found;
}

const rows = Array.from({ length: 11 }, (_, row) => [
  2,
  ...Array.from({ length: 2 + row * 2 }, (_, i) => 4 + ((7 * row + 5 * i) % 18)),
  3,
]).map((row) => row.slice(0, 24));

describe("a reader's rows", () => {
  it.each(["moods", "traits", "stars", "writer"])(
    "run together in the graph of %s, and each is to the last bit what it is alone",
    async (name) => {
      await using graph = await open(join(readers, name), name === "writer" ? writer : classifier);
      expect(graph.plan(rows).length).toBeLessThan(rows.length / 2);
      expect(await read(graph, rows)).toEqual(await oneByOne(graph, rows));
    },
  );

  it("run one by one where what is beside a row moves the last bits of a mean", async () => {
    await using graph = await withGraph(meanGraph());
    expect(await read(graph, rows)).toEqual(await oneByOne(graph, rows));
  });

  it("run one by one in a graph where what is beside a row changes it", async () => {
    await using graph = await withGraph(meanGraph(byLargest));
    expect(graph.plan(rows)).toHaveLength(rows.length);
    expect(await read(graph, rows)).toEqual(await oneByOne(graph, rows.toReversed()).then((all) => all.toReversed()));
  });

  it("are not filled up in a graph that looks at what its mask hides; those of one length run together", async () => {
    await using graph = await withGraph(meanGraph(unhidden, { extra: places }));
    const plan = graph.plan([rows[0]!, rows[1]!, rows[0]!.toReversed()]);
    expect(plan).toEqual([
      { width: rows[0]!.length, places: [0, 2] },
      { width: rows[1]!.length, places: [1] },
    ]);
  });
});

describe("a graph is refused when it is opened, and not at its first text,", () => {
  it("where its tokenizer has more tokens than it knows", async () => {
    await expect(withGraph(meanGraph([], { rows: vocabulary - 1 }))).rejects.toThrow(
      /model\.onnx fails on the token 23, which tokenizer\.json has: .+ Graph and tokenizer do not belong together: take both from one model\.$/u,
    );
  });

  it("where it cannot read at all", async () => {
    const odd = [{ operator: "Reshape", inputs: ["embedded", "shape"], output: "shaped" }];
    const extra = { shape: { dimensions: [3], data: BigInt64Array.of(7n, 7n, 7n) } };
    await expect(withGraph(meanGraph(odd, { extra }))).rejects.toThrow(
      /model\.onnx loads, but fails on 5 token ids: .+ Export it again\.$/u,
    );
  });

  it("where it reads fewer tokens than its files say, by its trial", async () => {
    const positions: readonly GraphNode[] = [
      { operator: "Shape", inputs: ["input_ids"], output: "width", attributes: { start: 1 } },
      { operator: "Sub", inputs: ["width", "one"], output: "last" },
      { operator: "Gather", inputs: ["positions", "last"], output: "position" },
      { operator: "Add", inputs: ["embedded", "position"], output: "placed" },
    ];
    const extra = {
      one: { dimensions: [1], data: BigInt64Array.of(1n) },
      positions: { dimensions: [16, labels], data: new Float32Array(16 * labels) },
    };
    await using graph = await withGraph(meanGraph(positions, { extra }));
    await expect(graph.rehearse()).rejects.toThrow(
      /model\.onnx fails on 24 tokens, as many as model_max_length lets it read: .+ Say in config\.json how many it takes: "fk_steering": \{ "window": … \}\.$/u,
    );
    await using sound = await open(join(readers, "moods"));
    await sound.rehearse();
  });
});
