import { describe, expect, it } from "vitest";
import { textRunModel } from "../../../src/engine/models/textRunModel.ts";
import { promptGroups } from "../../../src/engine/run/promptGroups.ts";
import { type RunRequest, parseSpecification } from "../../../src/protocol/specification.ts";
import { toyTexts } from "../../support/toyRun.ts";
import { id, maskId, wordCodec } from "../diffusion/letterCodec.ts";

const model = textRunModel({ ...toyTexts.text!, codec: wordCodec({ bannedIds: [maskId, id(","), id(".")] }) });

describe("a text model in a run", () => {
  it("says of each text that it is asked after what it does not know of it, by what the text is called", () => {
    const told = (request: Partial<RunRequest>): string[] => {
      const warnings: string[] = [];
      const rewards = [{ source: { kind: "builtin", name: "words" } } as const];
      const parsed = parseSpecification({ model: "toy", prompt: "Once", steps: 8, rewards, ...request });
      const specification = { ...parsed, steps: 8 };
      model.process(specification, promptGroups(specification), (warning) => warnings.push(warning));
      return warnings.map((warning) => warning.replace(/^toy does not know | and reads something .*$/gu, ""));
    };
    expect(told({})).toEqual([]);
    expect(told({ prompt: "," })).toEqual(['"," of the prompt,']);
    expect(told({ suffix: "," })).toEqual(['"," of the text after the gap,']);
    const product = { kind: "product", prompts: [" a", ".", "."] } as const;
    expect(told({ prompt: ",", composition: product })).toEqual([
      '"," of the prompt,',
      '"." of another prompt that must agree,',
    ]);
    const guidance = { kind: "guidance", scale: 2, away: "." } as const;
    expect(told({ composition: guidance })).toEqual(['"." of the prompt to lead away from,']);
  });
});
