import { describe, expect, it } from "vitest";
import { nearestName } from "../../../src/cli/flags/nearestName.ts";

const names = ["--particles", "--param", "--prompt", "--seed", "--steps", "run"];

describe("the name that was probably meant", () => {
  it.each([
    ["--partciles", "--particles"],
    ["--particle", "--particles"],
    ["--promt", "--prompt"],
    ["--sede", "--seed"],
    ["rnu", "run"],
    ["--stesp", "--steps"],
    ["--Steps", "--steps"],
    ["--everything", undefined],
    ["-x", undefined],
  ])("of %s is %s", (typed, meant) => {
    expect(nearestName(typed, names)).toBe(meant);
  });
});
