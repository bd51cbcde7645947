/** docs/proof.md shows what the proof gives. */
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { potentialNames, resamplingNames } from "../../src/steering/policy.ts";
import { chainRows, type ProofRow } from "./proof.ts";
import { documentPath, tablesIn, withTables } from "./proofDocument.ts";
import { cellOf, limit } from "./proofTable.ts";

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
