/** What the README tells of devices is what `npm run check:gpu` found. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type CheckedGpu, withTable } from "../../scripts/gpu/table.mjs";

const root = join(import.meta.dirname, "..", "..");
const kept = join(root, "docs", "gpu");
const results = readdirSync(kept)
  .toSorted((a, b) => (a < b ? -1 : 1))
  .map((name) => JSON.parse(readFileSync(join(kept, name), "utf8")) as CheckedGpu);
const cells = (text: string): string => text.replaceAll(/ *\| */gu, "|").replaceAll(/-+/gu, "-");

it("README.md has a row for each model and device of each result that is kept, none of which failed", () => {
  const page = readFileSync(join(root, "README.md"), "utf8");
  expect(cells(page), "run `npm run check:gpu -- --keep <name>`").toBe(cells(withTable(page, results)));
  expect(results.flatMap(({ failed }) => failed)).toEqual([]);
  for (const { runs } of results) expect(runs.length).toBeGreaterThan(0);
});

it("the table tells a card's figures beside its CPU's, and of a software driver that they are a processor's", () => {
  const result: CheckedGpu = {
    date: "2026-12-01",
    machine: { software: false, cards: ["A card"] },
    devices: {
      stories: {
        devices: [
          { device: "cuda", milliseconds: 1.25 },
          { device: "cpu", milliseconds: 40 },
        ],
      },
    },
    runs: [
      { model: "stories", device: "cuda", seconds: 2, agreement: 0.0123, same: "8 of 8 texts", cpu: { seconds: 9 } },
    ],
    failed: [],
  };
  const page = "before\n<!-- check:gpu -->\nold\n<!-- /check:gpu -->\nafter";
  const made = withTable(page, [result, { ...result, machine: { software: true, cards: [] } }]);
  expect(made).toMatch(/^before\n/u);
  expect(made).toMatch(/\nafter$/u);
  expect(made).not.toContain("old");
  expect(made).toContain(
    "| A card | stories | cuda | 1.3 ms | 40.0 ms | 2 s | 9 s | 0.01 | 8 of 8 texts | 2026-12-01 |",
  );
  expect(made).toContain("| software Vulkan (a processor's figures) | stories |");
  expect(() => withTable("nothing", [])).toThrow("There is no <!-- check:gpu -->");
});
