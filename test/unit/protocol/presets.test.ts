/** Presets: one table, whose usual row is what a run is where nothing is said. */
import { describe, expect, it } from "vitest";
import { presetNames, presetOf, presets, presetSettings, usualPreset } from "../../../src/protocol/presets.ts";
import { defaultSpecification, parseSpecification } from "../../../src/protocol/specification.ts";

const rewards = [{ source: { kind: "builtin", name: "sentiment" } }];

describe("a preset", () => {
  it("is what a run is by default, for one of them", () => {
    expect(defaultSpecification).toMatchObject(presets[usualPreset].settings);
    expect(presetOf(defaultSpecification)).toBe(usualPreset);
  });

  it.each(presetNames)("can be run, and is told by its settings: %s", (name) => {
    for (const particles of [2, 3, 7, 8, 9, 64]) {
      const settings = presetSettings(name, particles);
      expect(settings.particles * settings.islands).toBe(particles);
      expect(presetOf(parseSpecification({ model: "stories", rewards, ...settings }))).toBe(name);
    }
  });

  it.each([
    [8, 4, 2],
    [9, 3, 3],
    [10, 2, 5],
    [7, 1, 7],
    [6, 3, 2],
    [3, 1, 3],
    [64, 4, 16],
  ])("divides %i particles evenly among its islands, two at least in each", (particles, islands, each) => {
    expect(presetSettings("varied", particles)).toMatchObject({ islands, particles: each });
  });

  it("is none where a setting is another, but for what the model knows nothing of", () => {
    const settings = presetSettings("varied", 8);
    expect(presetOf({ ...settings, strength: 39 })).toBeUndefined();
    expect(presetOf({ ...settings, candidates: 1 })).toBeUndefined();
    expect(presetOf({ ...settings, candidates: 1 }, ["candidates"])).toBe("varied");
    expect(presetOf({ ...settings, islands: 2, particles: 4 })).toBeUndefined();
  });
});
