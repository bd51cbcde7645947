/** Presets: one table, of which forms, settings and flags take a row, and one is what a request is that says nothing. */
import { describe, expect, it } from "vitest";
import {
  presetNames,
  presetOf,
  presets,
  presetSettings,
  usualParticles,
  usualPreset,
} from "../../../src/protocol/presets.ts";
import { defaultSpecification, parseSpecification } from "../../../src/protocol/specification.ts";

const rewards = [{ source: { kind: "builtin", name: "sentiment-lexicon" } }];

describe("a preset", () => {
  it("is what a request is that says nothing, for one of them", () => {
    expect(defaultSpecification).toMatchObject({ ...presets.paper.settings, particles: usualParticles });
    expect(presetOf(defaultSpecification)).toBe("paper");
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
    expect(presetSettings(usualPreset, particles)).toMatchObject({ islands, particles: each });
  });

  it("is none where a setting is another, but for what the model knows nothing of", () => {
    const settings = presetSettings("balanced", 8);
    expect(presetOf({ ...settings, strength: 39 })).toBeUndefined();
    expect(presetOf({ ...settings, candidates: 2 })).toBeUndefined();
    expect(presetOf({ ...settings, candidates: 1 }, ["candidates"])).toBe("balanced");
    expect(presetOf({ ...settings, islands: 2, particles: 4 })).toBeUndefined();
  });
});
