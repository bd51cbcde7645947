/** Model folders for tests: a committed tokenizer, a graph written on the spot. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TableGraph, tableGraph } from "./onnxGraph.ts";

export const fixtures = fileURLToPath(new URL("../../fixtures/models/", import.meta.url));

/** The embedded model. */
export const stories = fileURLToPath(new URL("../../../media/models/stories/", import.meta.url));

/** Tokens of the `bytes` fixture. */
export const byteTokens = 264;
export const never = new AbortController().signal;

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "fk-runtime-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A whole text model at `folder/name`. `graph` may change the graph or be its bytes. */
export async function writeModel(
  folder: string,
  { name = "tiny", tokenizer = "bytes", graph = {} }: ModelFixture = {},
): Promise<string> {
  const path = join(folder, name);
  await cp(join(fixtures, tokenizer), path, { recursive: true });
  await mkdir(join(path, "onnx"), { recursive: true });
  const bytes = graph instanceof Uint8Array ? graph : tableGraph({ rows: byteTokens, columns: byteTokens, ...graph });
  await writeFile(join(path, "onnx", "model.onnx"), bytes);
  return path;
}

export interface ModelFixture {
  readonly name?: string;
  readonly tokenizer?: string;
  readonly graph?: Partial<TableGraph> | Uint8Array;
}
