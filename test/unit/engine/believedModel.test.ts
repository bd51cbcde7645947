import { describe, expect, it } from "vitest";
import { openBelievedModel } from "../../../src/engine/models/believedModel.ts";
import { promptGroups } from "../../../src/engine/run/promptGroups.ts";
import { parseSpecification } from "../../../src/protocol/specification.ts";
import { never, temporaryFolder, writeModel } from "../runtime/modelFixture.ts";

describe("a model on the processor", () => {
  it("is warned of at every run where its weights alone are more than the machine's memory", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path);
    const rewards = [{ source: { kind: "builtin", name: "words" } } as const];
    const specification = { ...parseSpecification({ model: "model", prompt: "a", steps: 8, rewards }), steps: 8 };
    const warnings = async (memory?: number): Promise<string[]> => {
      const { model: loaded } = await openBelievedModel("text", path, { device: "cpu", signal: never }, memory);
      await using model = loaded;
      const told: string[] = [];
      for (const _ of [1, 2]) model.process(specification, promptGroups(specification), (one) => told.push(one));
      return told.filter((warning) => warning.includes("memory"));
    };
    expect(await warnings(10)).toEqual(
      Array.from({ length: 2 }, () =>
        expect.stringMatching(/^The weights of .* alone take .*B, and this machine has 10 B of memory: expect/u),
      ),
    );
    expect(await warnings()).toEqual([]);
  });
});
