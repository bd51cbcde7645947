/** Texts steered by networks that read them, in folders of the person's: the embedded model, tiny readers, a reward of the workspace in its sandbox. */
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/protocol/run.ts";
import { builtin, file, forkEngine, repository } from "../support/forkedEngine.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const readers = join(repository, "test/fixtures/readers");
const asked = { model: "stories", prompt: "the cat", particles: 3, steps: 8, seed: 2 };
const rewardsOf = ({ particles }: RunResult): (number | null)[] => particles.map(({ reward }) => reward);

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder], modelFolders: [join(repository, "media/models"), readers] });

describe("a run steered by a classifier", () => {
  it("scores as a reward of the workspace does that asks the same of the same folder", async () => {
    const parameters = { model: "moods", label: "glad", measure: "margin" };
    const first = await engine.run({ ...asked, rewards: [builtin("classifier", { parameters })] });
    const path = join(folder, "glad.reward.ts");
    await writeFile(
      path,
      `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  score: (samples, { models }) => models.classify(samples.map(({ text }) => text), "moods", { label: "glad", margin: true }),
});\n`,
    );
    const own = await engine.run({ ...asked, rewards: [file(path)] });
    expect(rewardsOf(own)).toEqual(rewardsOf(first));
    expect(new Set(rewardsOf(first)).size).toBeGreaterThan(1);
  });

  it("is read by the graph of the precision that is asked for, in a reward of the workspace, too", async () => {
    const models = join(folder, "models");
    await cp(join(readers, "moods"), join(models, "moods"), { recursive: true });
    await cp(join(readers, "moods/onnx/model.onnx"), join(models, "moods/onnx/model_fp16.onnx"));
    await using other = await forkEngine({
      rewardFolders: [folder],
      modelFolders: [join(repository, "media/models"), models],
    });
    const run = (precision: string): Promise<RunResult> =>
      other.run({
        ...asked,
        rewards: [builtin("classifier", { parameters: { model: "moods", label: "glad", precision } })],
      });
    expect(rewardsOf(await run("fp16"))).toEqual(rewardsOf(await run("auto")));
    await expect(run("int8")).rejects.toMatchObject({
      message: expect.stringMatching(/no graph for the precision int8\. There is fp32 .*, fp16 /) as string,
      details: { field: "rewards.0.parameters.precision" },
    });
    const path = join(folder, "halves.reward.ts");
    const code = (precision: string): string => `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  score: (samples, { models }) => models.likelihood(samples.map(({ text }) => text), "moods", { precision: "${precision}" as "fp16" }),
});\n`;
    for (const [precision, sentence] of [
      ["half", /its precision is one of auto, fp32, fp16, int8, q4, q4f16/],
      ["int8", /no graph for the precision int8/],
    ] as const) {
      await writeFile(path, code(precision).replace("likelihood", "classify"));
      await expect(other.run({ ...asked, rewards: [file(path)] })).rejects.toThrow(sentence);
    }
  });

  it("is refused at the reward's own field where its model has no such label, before the run begins", async () => {
    const parameters = { model: "moods", label: "angry" };
    await expect(engine.run({ ...asked, rewards: [builtin("classifier", { parameters })] })).rejects.toMatchObject({
      message: expect.stringMatching(/has no label "angry"\. Name one of sad, neutral, glad\./) as string,
      details: { field: "rewards.0.parameters.label" },
    });
  });
});
