import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fkSteeringTypes, fkSteeringTypesVersion } from "../../../src/extension/newReward/fkSteeringTypes.ts";
import { rewardTemplates } from "../../../src/extension/newReward/rewardTemplates.ts";
import { rewardsTsconfig } from "../../../src/extension/newReward/supportFiles.ts";
import { declarationModule, declareFkSteering, runtimeModule } from "../../fixtures/rewards/declareFkSteering.ts";

const root = join(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "fk-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says of these files beside the declaration; empty when all is well. */
function typeErrors(files: Readonly<Record<string, string>>): string {
  const all = { ...files, "fk-steering.d.ts": fkSteeringTypes, "tsconfig.json": rewardsTsconfig };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { encoding: "utf8" });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    for (const name of Object.keys(all)) rmSync(join(folder, name));
  }
}

describe("the declaration of fk-steering", () => {
  it("is made from the sources, for the extension and for the examples", async () => {
    await expect(declarationModule()).toMatchFileSnapshot("../../../src/extension/newReward/fkSteeringTypes.ts");
    await expect(runtimeModule()).toMatchFileSnapshot("../../../src/compile/fkSteeringModule.ts");
    await expect(declareFkSteering()).toMatchFileSnapshot("../../../examples/rewards/fk-steering.d.ts");
    await expect(rewardsTsconfig).toMatchFileSnapshot("../../../examples/rewards/tsconfig.json");
    expect(fkSteeringTypes.split("\n")[0]).toContain(`version ${fkSteeringTypesVersion}.`);
  });

  it("makes the templates and the examples type-check", () => {
    const templates = rewardTemplates.map(({ id, text }) => [`${id}.reward.ts`, text] as const);
    expect(typeErrors(Object.fromEntries(templates))).toBe("");
    execFileSync(process.execPath, [
      join(root, "node_modules/typescript/bin/tsc"),
      "-p",
      join(root, "examples/rewards"),
    ]);
  });

  it("types samples by what is accepted, and parameters by their declarations", () => {
    const errors = typeErrors({
      "good.reward.ts": `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  parameters: {
    n: { type: "number", default: 1 },
    on: { type: "boolean", default: true },
    unit: { type: "choice", default: "a", choices: ["a", "b"] },
  },
  score: (samples, { parameters: { n, on, unit } }) => samples.map((s) => (on ? n.toFixed(1).length : unit.length) + s.text.length),
});`,
      "image.reward.ts": `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "image", score: (samples) => Float32Array.from(samples, (s) => s.data[0] / s.width) });`,
      "sample.reward.ts": `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "text", score: (samples) => samples.map((s) => s.width) });`,
      "parameter.reward.ts": `import { defineReward } from "fk-steering";
export default defineReward({
  accepts: "text",
  parameters: { n: { type: "number", default: 1 } },
  score: (samples, { parameters }) => samples.map(() => parameters.m),
});`,
      "result.reward.ts": `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "text", score: (samples) => samples.map((s) => s.text) });`,
      "accepts.reward.ts": `import { defineReward } from "fk-steering";
export default defineReward({ accepts: "sound", score: () => [] });`,
    });
    const wrong = [...errors.matchAll(/^(?:.*\/)?(?<file>\w+)\.reward\.ts\((?<line>\d+)/gmu)].map(
      ({ groups }) => `${groups?.["file"]}:${groups?.["line"]}`,
    );
    expect(new Set(wrong)).toEqual(new Set(["sample:2", "parameter:5", "result:2", "accepts:2"]));
  });
});

it("opens examples as a workspace whose rewards say what they want", () => {
  for (const name of ["cheerful", "short-and-simple", "mentions-a-dragon", "no-letter-e", "two-red-things"]) {
    expect(readFileSync(join(root, `examples/rewards/${name}.reward.ts`), "utf8")).toContain("description:");
  }
});
