/** Proteins, letter by letter: a tiny masked language model in the shape of ESM-2 with random weights, and the rewards of the examples. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent, RunResult } from "../../src/protocol/run.ts";
import { file, repository } from "../support/forkedEngine.ts";
import { useEngine } from "../support/useEngine.ts";

const examples = join(repository, "examples/rewards");
const engine = useEngine({ rewardFolders: [examples], modelFolders: [join(repository, "test/fixtures/models")] });
const asked = { model: "text-esm", prompt: "MKT", particles: 6, steps: 10, strength: 10, seed: 3 };
const reward = (name: string, parameters = {}) => file(join(examples, `${name}.reward.ts`), { parameters });
const textsOf = ({ particles }: RunResult): string[] =>
  particles.map((particle) => (particle.modality === "text" ? particle.text : ""));

describe("a run of a protein model", () => {
  it("says which letters of its beginning are no residues", async () => {
    const warnings: string[] = [];
    const onEvent = (event: RunEvent): void => void (event.kind === "warning" && warnings.push(event.message));
    await engine.run(
      { ...asked, prompt: "mkJ", particles: 1, steps: 2, rewards: [reward("hydrophobic")] },
      { onEvent },
    );
    expect(warnings).toContainEqual(expect.stringMatching(/^text-esm does not know "m", "k", "J" of the prompt/u));
  });

  it("writes residues without spaces after its beginning, and is steered by what they are", async () => {
    const rewards = [reward("hydrophobic"), reward("protein-length", { residues: 20 }), reward("protein-motif")];
    const steered = await engine.run({ ...asked, rewards });
    for (const text of textsOf(steered)) expect(text).toMatch(/^MKT[A-Z.-]+$/u);
    const only = { ...asked, rewards: [reward("hydrophobic")] };
    const mean = ({ particles }: RunResult): number =>
      particles.reduce((sum, one) => sum + (one.reward ?? 0), 0) / particles.length;
    const [unsteered, hydrophobic] = [await engine.run({ ...only, strength: 0 }), await engine.run(only)];
    expect(mean(hydrophobic)).toBeGreaterThan(mean(unsteered));
  });
});
