import { describe, expect, it } from "vitest";
import { comparedParticles } from "../../../webview/particles/comparedParticles.ts";
import { markNew } from "../../../webview/particles/newWords.ts";
import { settingDifferences } from "../../../webview/particles/settingDifferences.ts";
import { baseState, runAt } from "../../../webview/dev/story.ts";

const { form } = baseState;

describe("compared particles", () => {
  it("of the shown run are as at the shown step, of another run as they are", () => {
    const [run, before] = [runAt(form, 64), runAt(form, 8)];
    const pins = [run.id, "/a/b/twin.fkrun"].map((id) => ({
      run: id,
      specification: form,
      particle: run.particles[3]!,
    }));
    const [own, other] = comparedParticles(pins, { id: run.id, particles: before.particles }, 8, baseState.rewards);
    expect(own).toMatchObject({
      name: "#3 of run-1",
      isOwn: true,
      place: { step: 8 },
      rewards: ["cheerful", "length"],
    });
    expect(own?.particle).toBe(before.particles[3]);
    expect(other).toMatchObject({ name: "#3 of twin", isOwn: false, place: { run: "/a/b/twin.fkrun", particle: 3 } });
    expect(other?.particle).toBe(run.particles[3]);
    const alike = pins.map((pin, k) => ({ ...pin, run: `/${k}/tale.fkrun` }));
    expect(comparedParticles(alike, run, undefined, []).map(({ name }) => name)).toEqual([
      "#3 of tale",
      "#3 of tale (2)",
    ]);
    // Two of one kind are told apart.
    const source = { kind: "builtin", name: "contains" } as const;
    const twice = { ...form, rewards: ["a", "b"].map((words) => ({ source, parameters: { words } })) };
    const [both] = comparedParticles([{ ...pins[0]!, specification: twice }], run, undefined, []);
    expect(both?.rewards).toEqual(["contains", "contains (2)"]);
    expect(comparedParticles(pins.slice(0, 1), run, undefined, [])[0]?.name).toBe("#3");
  });
});

describe("the differences of settings", () => {
  it("are those that are not the same in all, in the form's words", () => {
    const other = {
      ...form,
      strength: 0,
      rewards: form.rewards.slice(0, 1),
      schedule: { kind: "every", every: 8 } as const,
    };
    expect(settingDifferences([form, { ...form }])).toEqual([]);
    const found = Object.fromEntries(settingDifferences([form, other]).map(({ label, values }) => [label, values]));
    expect(found).toMatchObject({
      "Strength λ": ["40", "0"],
      Rewards: ["cheerful + length × 0.500", "cheerful"],
    });
    expect(found["Score at"]?.[1]).toMatch(/every 8/u);
    expect(Object.keys(found)).toHaveLength(3);
  });
});

describe("the differences of rewards", () => {
  const source = { kind: "builtin", name: "contains" } as const;
  const asked = (parameters: object) => ({ ...form, rewards: [{ source, weight: 0.5, parameters }] }) as typeof form;

  it("are told of their parameters, too", () => {
    expect(settingDifferences([asked({ words: "cat" }), asked({ words: "dog" })])).toEqual([
      { label: "Rewards", values: ["contains (words cat) × 0.500", "contains (words dog) × 0.500"] },
    ]);
  });

  it("are none where the same is written down in another order", () => {
    expect(settingDifferences([asked({ a: 1, b: 2 }), asked({ b: 2, a: 1 })])).toEqual([]);
  });
});

describe("new words", () => {
  const known = (text: string) => ({ text, masked: false });
  const guess = (text: string) => ({ text, masked: true });

  it("are those that were not known before, wherever they come", () => {
    const before = [known(" the"), guess(" dog ran"), known(" home")];
    const now = [known(" the cat"), guess(" sat"), known(" at home")];
    expect(markNew(before, now)).toEqual([
      { text: " the", masked: false, isNew: false },
      { text: " cat", masked: false, isNew: true },
      { text: " sat", masked: true, isNew: false },
      { text: " at", masked: false, isNew: true },
      { text: " home", masked: false, isNew: false },
    ]);
  });

  it("joined with the old ones are the text, and of the same text there are none", () => {
    const now = [known("A  b\n c "), guess("d"), known(" \u202Ee")];
    expect(
      markNew([], now)
        .map(({ text }) => text)
        .join(""),
    ).toBe("A  b\n c d \u202Ee");
    expect(markNew(now, now).some(({ isNew }) => isNew)).toBe(false);
  });
});
