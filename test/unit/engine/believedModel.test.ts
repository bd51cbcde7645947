import { describe, expect, it } from "vitest";
import { onCpu } from "../../../src/engine/models/believedModel.ts";
import { promptGroups } from "../../../src/engine/run/promptGroups.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";
import { toyTexts } from "../../support/toyRun.ts";

describe("a model on the processor", () => {
  it("is warned of at every run where its weights are more than the memory that was left", () => {
    const large = { ...toyTexts, bytes: 5e9 };
    const rewards = [{ source: { kind: "builtin", name: "words" } } as const];
    const specification = { ...parseSpecification({ model: "toy", prompt: "Once", steps: 8, rewards }), steps: 8 };
    const told: string[] = [];
    const warned = onCpu(large, 4e9);
    for (const _ of [1, 2]) {
      warned.process(specification, promptGroups(specification), (warning) => told.push(warning));
    }
    expect(told).toEqual(
      Array.from({ length: 2 }, () =>
        expect.stringContaining("The weights of toy take 5 GB, and this machine had 4 GB of memory left"),
      ),
    );
    expect(onCpu(large, 5e9)).toBe(large);
  });
});
