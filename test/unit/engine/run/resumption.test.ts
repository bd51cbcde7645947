import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { samplesPath, statesPath } from "../../../../src/runfile/format.ts";
import { toyCase, toyImages, toyRun, toyTexts } from "../../../support/toyRun.ts";
import { useFolder } from "../../../support/useFolder.ts";
import { readWholeRun, type WholeRun } from "../../../support/wholeRun.ts";

const folder = useFolder();

const cases = [
  toyCase("texts", toyTexts, {}),
  toyCase("texts of two prompts", toyTexts, {
    otherPrompts: [" a fox"],
    tempering: { kind: "adaptive", essFraction: 0.5 },
  }),
  toyCase("texts on two islands", toyTexts, { islands: 2 }),
  toyCase("texts under a hard constraint, standardised", toyTexts, { standardise: 4, potential: "sum" }, 2),
  toyCase("texts among candidates, masked again", toyTexts, {
    candidates: 2,
    proposal: { kind: "remask-cap", cap: 0.3 },
  }),
  toyCase("texts to a power", toyTexts, {
    composition: { kind: "power", exponent: 1.5, draw: "model" },
    potential: "max",
  }),
  toyCase("refined texts", toyTexts, { refine: { iterations: 2 }, schedule: { kind: "every", every: 4 } }),
  toyCase("refined texts on two islands", toyTexts, {
    ...{ islands: 2, refine: { iterations: 2 }, candidates: 2 },
    schedule: { kind: "every", every: 4 },
  }),
  toyCase("refined texts of two prompts", toyTexts, {
    ...{ otherPrompts: [" a fox"], refine: { iterations: 1 }, schedule: { kind: "every", every: 4 } },
  }),
  toyCase("images", toyImages, { strength: 20 }),
  toyCase("images of two prompts", toyImages, { otherPrompts: ["light"], resampling: "always", strength: 20 }),
  toyCase("refined images of a multistep sampler", toyImages, {
    refine: { iterations: 2 },
    sampler: { kind: "dpm++-sde" },
    schedule: { kind: "every", every: 4 },
    strength: 30,
  }),
];

/** A copy of the run's files whose lines end after so many bytes. */
async function cut(path: string, name: string, bytes: number): Promise<string> {
  const copy = join(folder, `${name}.fkrun`);
  await writeFile(copy, (await readFile(path)).subarray(0, bytes));
  await copyFile(statesPath(path), statesPath(copy));
  await copyFile(samplesPath(path), samplesPath(copy));
  return copy;
}

/** Everything that a run came to, but for where bytes lie, what it cost, and that it was resumed. */
function comparable({ header, pilot, steps, result, end }: WholeRun): object {
  return {
    header,
    pilot,
    end: end?.outcome,
    result: { ...result, seconds: undefined, forwardPasses: undefined },
    steps: steps.map((step) => ({ ...step, states: 0, between: 0, draws: 0, samples: 0, forwardPasses: 0 })),
  };
}

describe.each(cases)("a run of $name", ({ name, model, request, rewards = 1 }) => {
  const path = (): string => join(folder, `${name.replaceAll(" ", "-")}.fkrun`);

  it("comes out as it would have, wherever it was cut off", async () => {
    const whole = await toyRun(path(), model, request, { rewards });
    const [asItWas, lines] = [await readWholeRun(path()), (await readFile(path(), "latin1")).split("\n")];
    const kinds = lines.map((line) => /"kind":"(?<kind>\w+)"/u.exec(line)?.groups?.["kind"]);
    let bytes = 0;
    for (const [number, line] of lines.entries()) {
      const end = bytes + line.length + 1;
      // After each line that could have been the last, or in the midst of the next.
      if (number > 0 && number < lines.length - 1) {
        const at = bytes + (number % 2) * 40;
        const copy = await cut(path(), "cut", at);
        const resumed = await toyRun(copy, model, request, { rewards, resumed: true });
        const place = `cut at byte ${at}, before the ${kinds[number]} of line ${number + 1}`;
        expect(comparable(await readWholeRun(copy)), place).toEqual(comparable(asItWas));
        expect(resumed.result.particles, place).toEqual(whole.result.particles);
        expect(resumed.result.iterations, place).toEqual(whole.result.iterations);
      }
      bytes = end;
    }
  });
});

describe("a run that was cut off", () => {
  it("goes on from its last scored step, and not from its beginning", async () => {
    const path = join(folder, "counted.fkrun");
    await toyRun(path, toyTexts);
    const text = await readFile(path, "latin1");
    const copy = await cut(path, "counted-cut", text.indexOf('{"kind":"step","iteration":0,"step":8'));
    const { records } = await toyRun(copy, toyTexts, {}, { resumed: true });
    expect(records.map(({ step }) => step)).toEqual([7, 8]);
  });

  it("goes on from there, too, where it was to be refined, with all that led there", async () => {
    const path = join(folder, "refined-counted.fkrun");
    const request = { refine: { iterations: 1 }, schedule: { kind: "every", every: 3 } } as const;
    await toyRun(path, toyTexts, request);
    const text = await readFile(path, "latin1");
    const copy = await cut(path, "refined-counted-cut", text.indexOf('{"kind":"step","iteration":0,"step":8'));
    const { records } = await toyRun(copy, toyTexts, request, { resumed: true });
    expect(records.slice(0, 3).map(({ step }) => step)).toEqual([7, 8, 1]);
    expect(comparable(await readWholeRun(copy))).toEqual(comparable(await readWholeRun(path)));
    // Without what lies between scored steps it begins again.
    const bare = text.replaceAll(/,"between":\{"places":[^}]*\}/gu, "");
    expect(bare).not.toBe(text);
    const [whole, without] = [join(folder, "bare.fkrun"), bare.indexOf('{"kind":"step","iteration":0,"step":8')];
    await writeFile(whole, bare, "latin1");
    for (const beside of [statesPath, samplesPath]) await copyFile(beside(path), beside(whole));
    const again = await toyRun(await cut(whole, "bare-cut", without), toyTexts, request, { resumed: true });
    expect(again.records[0]!.step).toBe(1);
  });

  it("is selected from where that was still to be done, and tells of it", async () => {
    const path = join(folder, "unselected.fkrun");
    const { told } = await toyRun(path, toyTexts);
    const text = await readFile(path, "latin1");
    const copy = await cut(path, "unselected-cut", text.indexOf('{"kind":"selection","iteration":0,"step":6'));
    const resumed = await toyRun(copy, toyTexts, {}, { resumed: true });
    expect(resumed.told).toEqual(told.slice(2));
    const lines = (await readFile(copy, "latin1")).split("\n");
    const ofStep = (kind: string): number =>
      lines.filter((line) => line.startsWith(`{"kind":"${kind}","iteration":0,"step":6`)).length;
    expect([ofStep("step"), ofStep("selection")]).toEqual([1, 1]);
  });

  it("goes back to a step whose states were kept, and to its beginning where none were", async () => {
    const path = join(folder, "limited.fkrun");
    const request = { strength: 20 };
    await toyRun(path, toyImages, request);
    const asItWas = comparable(await readWholeRun(path));
    const text = await readFile(path, "latin1");
    const at = text.indexOf('{"kind":"step","iteration":0,"step":8');
    for (const [kept, first] of [
      [0.6, 5],
      [0, 1],
    ] as const) {
      const copy = await cut(path, `limited-${kept}`, at);
      const states = await readFile(statesPath(copy));
      await writeFile(statesPath(copy), states.subarray(0, kept * states.length));
      const { records } = await toyRun(copy, toyImages, request, { resumed: true });
      expect(records[0]!.step).toBe(first);
      expect(comparable(await readWholeRun(copy))).toEqual(asItWas);
    }
  });

  it("goes on from the paths of all its islands where the newest states alone were kept", async () => {
    const path = join(folder, "newest.fkrun");
    const request = { strength: 20, islands: 3, refine: { iterations: 3 } };
    await toyRun(path, toyImages, request, { stateLimit: 1 });
    const text = await readFile(path, "latin1");
    const copy = await cut(path, "newest-cut", text.indexOf('{"kind":"step","iteration":3'));
    const { records } = await toyRun(copy, toyImages, request, { stateLimit: 1, resumed: true });
    expect(records).toHaveLength(8);
    expect(comparable(await readWholeRun(copy))).toEqual(comparable(await readWholeRun(path)));
  });

  it("can be cut off again, and has one end", async () => {
    const path = join(folder, "twice.fkrun");
    await toyRun(path, toyTexts, { refine: { iterations: 2 } });
    const asItWas = comparable(await readWholeRun(path));
    const text = await readFile(path, "latin1");
    const once = await cut(path, "once", text.indexOf('{"kind":"step","iteration":2,"step":4'));
    await toyRun(once, toyTexts, { refine: { iterations: 2 } }, { resumed: true });
    const again = await readFile(once, "latin1");
    const twice = await cut(once, "twice-cut", again.lastIndexOf('{"kind":"step","iteration":2,"step":6'));
    await toyRun(twice, toyTexts, { refine: { iterations: 2 } }, { resumed: true });
    expect(comparable(await readWholeRun(twice))).toEqual(asItWas);
  });
});
