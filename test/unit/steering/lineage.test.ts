import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeLineage, identityLineage, uniqueAncestors } from "../../../src/steering/lineage.ts";

describe("lineage", () => {
  const generation = fc.array(fc.nat(7), { minLength: 8, maxLength: 8 });

  it("composes: following ancestors one by one or all at once leads to the same root", () => {
    fc.assert(
      fc.property(fc.array(generation, { maxLength: 6 }), (generations) => {
        let lineage = identityLineage(8);
        for (const ancestors of generations) lineage = composeLineage(lineage, Int32Array.from(ancestors));
        lineage.forEach((root, n) => {
          expect(generations.reduceRight((particle, ancestors) => ancestors[particle]!, n)).toBe(root);
        });
      }),
    );
  });

  it("never gains ancestors", () => {
    fc.assert(
      fc.property(generation, generation, (first, second) => {
        const once = composeLineage(identityLineage(8), Int32Array.from(first));
        const twice = composeLineage(once, Int32Array.from(second));
        expect(uniqueAncestors(twice)).toBeLessThanOrEqual(uniqueAncestors(once));
      }),
    );
  });

  it("counts ancestors within a group", () => {
    expect(uniqueAncestors(Int32Array.of(0, 0, 2, 3, 3), 2, 5)).toBe(2);
  });
});
