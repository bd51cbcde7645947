/** Particles and islands as the form says them: one number, and how many share it. */
import { describe, expect, it } from "vitest";
import { foreignFields, ownPart } from "../../../src/protocol/modalityFields.ts";
import { presetOf, presetSettings } from "../../../src/protocol/presets.ts";
import { toDraft, type Draft } from "../../../webview/form/formDraft.ts";
import {
  allParticles,
  presetNote,
  sharingProblem,
  withIslands,
  withParticles,
} from "../../../webview/form/population.ts";

const balanced = toDraft({ model: "stories", rewards: [], ...presetSettings("balanced", 8) });
const own: Draft = { ...balanced, strength: 7 };

describe("the particles of the form", () => {
  it("are divided anew by a preset, whatever is typed on the way to a number", () => {
    let draft: Draft = balanced;
    for (const typed of [Number.NaN, 1, 12]) draft = { ...draft, ...withParticles(draft, typed) };
    expect(draft).toMatchObject({ islands: 4, particles: 3 });
    expect(presetOf(draft)).toBe("balanced");
    expect({ ...draft, ...withParticles(draft, 7) }).toMatchObject({ islands: 1, particles: 7 });
  });

  it("are divided anew by a preset of an image model, whatever texts would have beside it", () => {
    const foreign = foreignFields("image");
    // As an image run has it that the form takes its settings from.
    const images: Draft = toDraft({ ...ownPart(balanced, "image"), steps: 8 });
    expect([presetOf(images, foreign), presetOf(images)]).toEqual(["balanced", undefined]);
    expect(withParticles(images, 7, foreign)).toEqual({ islands: 1, particles: 7 });
    const divided = { ...images, ...withParticles(images, 7, foreign) };
    expect(presetNote(divided, foreign)).toMatch(/^7 particles cannot be shared equally/u);
  });

  it("are shared by the islands that a person chose, where they can", () => {
    expect(withParticles(own, 12)).toEqual({ islands: 4, particles: 3 });
    const odd = { ...own, ...withParticles(own, 9) };
    expect([allParticles(odd), sharingProblem(odd)]).toEqual([9, "9 particles cannot be shared by 4 islands."]);
    expect(sharingProblem({ ...odd, ...withIslands(odd, 3) })).toBeUndefined();
  });

  it("are as many as one population may have, however many islands share them", () => {
    const many = { ...own, ...withParticles(own, 8000) };
    expect([sharingProblem(many), sharingProblem({ ...own, ...withParticles(own, 4096) })]).toEqual([
      "Must be at most 4096.",
      undefined,
    ]);
  });

  it("are told what a preset does where its islands cannot share them", () => {
    const note = (all: number): string | undefined => presetNote({ ...balanced, ...withParticles(balanced, all) });
    expect([note(8), note(7)]).toEqual([
      undefined,
      "7 particles cannot be shared equally by 4 islands of two or more, and are one population.",
    ]);
    expect(presetNote(own)).toBeUndefined();
  });

  it("stay as many while islands are typed", () => {
    let draft: Draft = own;
    for (const typed of [Number.NaN, 0, 2.5, 3, 7]) {
      draft = { ...draft, ...withIslands(draft, typed) };
      expect(allParticles(draft), String(typed)).toBe(8);
    }
    expect(sharingProblem(draft)).toBe("8 particles cannot be shared by 7 islands.");
    expect(sharingProblem({ ...own, ...withParticles({ ...own, islands: 2 }, 1) })).toBe(
      "1 particle cannot be shared by 2 islands.",
    );
    expect({ ...draft, ...withIslands(draft, 2) }).toMatchObject({ islands: 2, particles: 4 });
  });
});
