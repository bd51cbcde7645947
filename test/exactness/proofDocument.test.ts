/** docs/proof.md shows what the proof gives. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { potentialNames, resamplingNames } from "../../src/steering/policy.ts";
import { defaultPolicy } from "./estimates.ts";
import { chainRows, type ProofRow } from "./proof.ts";
import { documentPath, tablesIn, withTables } from "./proofDocument.ts";
import { cellOf, holds, limit, markdown, type Proof } from "./proofTable.ts";

const document = await readFile(documentPath, "utf8");
const tables = tablesIn(document);
/** As `npm run prove` has it without arguments. */
const size = { runs: 1000, particles: 8, seed: 1 };

/** Cells of the first table under this heading, by row and column. */
function cellsUnder(heading: string): Map<string, string> {
  const [head, _, ...lines] = tables
    .slice(tables.indexOf(heading))
    .split("\n\n")[1]!
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(
    lines.flatMap((line) => line.slice(1).map((cell, i) => [`${line[0]} ${head![i + 1]}`, cell] as const)),
  );
}

describe("docs/proof.md", () => {
  const cells = cellsUnder("### Enumerable chain");

  it("has a cell for every potential and way of resampling, none above the limit", () => {
    const names = potentialNames.flatMap((potential) =>
      resamplingNames.map((resampling) => `${potential} ${resampling}`),
    );
    expect([...cells.keys()].toSorted()).toStrictEqual(names.toSorted());
    for (const cell of cells.values()) expect(Number.parseFloat(cell)).toBeLessThanOrEqual(limit);
    expect(tables).toContain("**All |z| ≤ 4.5: proved.**");
  });

  it.each([
    { potential: "difference", resampling: "never" },
    { potential: "immediate", resampling: "never" },
  ])("has figures that are computed again: $potential $resampling", async ({ potential, resampling }) => {
    const rows: ProofRow[] = [];
    const wanted = chainRows(size, (policy) => policy.potential === potential && policy.resampling === resampling);
    for await (const row of wanted) rows.push(row);
    expect(cells.get(`${potential} ${resampling}`)).toBe(cellOf(rows));
  });

  it("can be renewed", () => {
    expect(tablesIn(withTables(document, "other"))).toBe("other");
    expect(withTables(document, tables)).toBe(document);
  });
});

describe("a proof", () => {
  const row = (z: number): ProofRow => ({
    name: "row",
    policy: defaultPolicy,
    scores: [0.1, z, -0.2],
    precision: 0.01,
  });
  const errors = (means: readonly number[]) =>
    means.map((mean, i) => ({ particles: 4 ** (i + 1), mean, standardError: 0.001 }));
  const proof: Proof = {
    size,
    chain: [row(1), row(-2)],
    mixture: [row(3)],
    proposals: [row(4.4)],
    weighted: [row(-1)],
    products: [row(2)],
    islands: [row(0.5)],
    convergence: [{ name: "difference", errors: errors([-0.1, -0.03, -0.01, -0.003]) }],
    mutants: [{ name: "mistake", right: 1, wrong: Infinity }],
  };

  it("holds where everything does", () => {
    expect(holds(proof)).toBe(true);
    expect(markdown(proof)).toContain("proved.**");
  });

  it.each<[string, Partial<Proof>]>([
    ["a z-score above the limit", { chain: [row(1), row(4.6)] }],
    ["one below it", { mixture: [row(-4.6)] }],
    ["one of a weighted transition", { weighted: [row(5)] }],
    ["one of a product of images", { products: [row(5)] }],
    ["one of islands", { islands: [row(-5)] }],
    ["one that is not a number", { proposals: [row(Number.NaN)] }],
    ["an average that does not close in", { convergence: [{ name: "max", errors: errors([-0.1, -0.1, -0.1, -0.1]) }] }],
    ["a mistake that passes", { mutants: [{ name: "mistake", right: 1, wrong: 4 }] }],
    ["a method that does not", { mutants: [{ name: "mistake", right: 5, wrong: 9 }] }],
  ])("fails by %s", (_, change) => {
    expect(holds({ ...proof, ...change })).toBe(false);
    expect(markdown({ ...proof, ...change })).toContain("**Not proved.**");
  });
});
