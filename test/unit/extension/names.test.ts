import { describe, expect, it } from "vitest";
import { spanOf } from "../../../src/extension/diagnostics/span.ts";
import { modelTokens } from "../../../src/extension/modelTokens.ts";
import { fkSteeringTypes } from "../../../src/extension/newReward/fkSteeringTypes.ts";
import { supportFiles } from "../../../src/extension/newReward/supportFiles.ts";
import { cleanName, nameProblem } from "../../../src/extension/newReward/rewardFileName.ts";

const free = (): boolean => false;

describe("a new reward's name", () => {
  it("may be what a file may be called, with or without the suffix", () => {
    for (const name of ["cheerful", "short-sentences", "Rhyme2", " spaced ", "cheerful.reward.ts"]) {
      expect(nameProblem(name, free), name).toBeUndefined();
    }
    expect(cleanName(" cheerful.reward.ts ")).toBe("cheerful");
  });

  it("may not lead anywhere else", () => {
    for (const name of ["", "../x", "a/b", "a\\b", "1a", ".hidden", "a b", "x".repeat(61)]) {
      expect(nameProblem(name, free), name).toMatch(/name/);
    }
  });

  it("may not be taken", () => {
    expect(nameProblem("cheerful", (name) => name === "cheerful")).toMatch(/exists already/);
  });
});

describe("the files beside rewards", () => {
  const [types, tsconfig] = supportFiles;

  it("are written where they are missing", () => {
    expect(supportFiles.map(({ name }) => name)).toEqual(["fk-steering.d.ts", "tsconfig.json"]);
    for (const file of supportFiles) expect(file.replaces(undefined)).toBe(true);
  });

  it("never replace what a person wrote, nor what is as new", () => {
    expect(types?.replaces(fkSteeringTypes)).toBe(false);
    expect(types?.replaces("declare module 'mine' {}")).toBe(false);
    expect(tsconfig?.replaces("{}")).toBe(false);
  });

  it("replace older types", () => {
    expect(types?.replaces(fkSteeringTypes.replace(/version \d+/, "version 0"))).toBe(true);
  });
});

describe("a finding's reach", () => {
  it("is the word that it begins at", () => {
    expect(spanOf("  return missing.length;", 10)).toBe(24);
    expect(spanOf("  const n = ;", 13)).toBe(14);
    expect(spanOf("", 1)).toBe(2);
  });
});

describe("a model's length", () => {
  it("is its extent in tokens", () => {
    expect(modelTokens({ extent: { kind: "tokens", tokens: 32 } })).toBe(32);
    expect(modelTokens({ extent: { kind: "tokens", tokens: 1024 } })).toBe(1024);
    expect(modelTokens({ extent: { kind: "pixels", width: 8, height: 8 } })).toBe(64);
    expect(modelTokens({ extent: undefined })).toBe(64);
    expect(modelTokens(undefined)).toBe(64);
  });
});
