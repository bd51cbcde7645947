/**
 * The long proof: `npm run prove` (node test/exactness/prove.ts [--runs 1000] [--particles 8] [--seed 1] [--all] [--write]). Prints each
 * policy that is rejected (with `--all` every policy) and ends in the tables of docs/proof.md, which `--write` renews. Exits with 1 if
 * any |z| is above 4.5, a self-normalised average does not close in, or a mistake passes.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  chainRows,
  convergenceRows,
  islandRows,
  mixtureRows,
  mutantRows,
  productRows,
  proposalRows,
  weightedRows,
  type ProofRow,
} from "./proof.ts";
import { holds, limit, markdown, worstOf, type Proof } from "./proofTable.ts";
import { documentPath, tablesIn, withTables } from "./proofDocument.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    particles: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
    all: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const size = { runs: Number(values.runs), particles: Number(values.particles), seed: Number(values.seed) };
if (!(Number.isInteger(size.runs) && size.runs >= 400)) {
  throw new Error("--runs must be a whole number of at least 400: with fewer runs the z-scores are not normal");
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** All rows of one part, reported as they come. */
async function gather(title: string, rows: AsyncGenerator<ProofRow>): Promise<ProofRow[]> {
  say(title);
  const all: ProofRow[] = [];
  for await (const row of rows) {
    const bad = !(worstOf([row]) <= limit);
    const scores = row.scores.map((z) => z.toFixed(2)).join(" ");
    if (bad || values.all) say(`${bad ? "REJECTED " : "         "}${row.name}: ${scores}`);
    all.push(row);
  }
  return all;
}

async function collect<Row>(rows: AsyncGenerator<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

const started = performance.now();
const proof: Proof = {
  size,
  chain: await gather("Enumerable masked chain, by sums over all paths", chainRows(size)),
  mixture: await gather("Gaussian mixture, DDPM and DDIM (η = 1), by quadrature", mixtureRows(size)),
  proposals: await gather("Ways of revealing text, by their kernels", proposalRows(size)),
  weighted: await gather("Weighted transitions, by the laws of their targets", weightedRows(size)),
  products: await gather("Products of an image model's steps, by closed forms", productRows(size)),
  islands: await gather("Islands, by sums over all paths", islandRows(size)),
  convergence: await collect(convergenceRows(size)),
  mutants: await collect(mutantRows()),
};
const tables = markdown(proof);
say(`\n${tables}\n`);
say(`${((performance.now() - started) / 1000).toFixed(0)} s.`);

const document = await readFile(documentPath, "utf8");
if (values.write) {
  await writeFile(documentPath, withTables(document, tables));
  say("docs/proof.md has these tables now.");
} else if (tablesIn(document) === tables) {
  say("docs/proof.md has the same tables, figure by figure.");
} else {
  say("docs/proof.md has other tables: `npm run prove -- --write` renews them.");
}
process.exitCode = holds(proof) ? 0 : 1;
