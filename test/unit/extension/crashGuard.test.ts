import { describe, expect, it } from "vitest";
import { createCrashGuard } from "../../../src/extension/engine/crashGuard.ts";

describe("the crash guard", () => {
  it("lets an engine start again after a death", () => {
    const guard = createCrashGuard(3, 1000);
    guard.died(0);
    guard.died(10);
    expect(guard.wait(20)).toBe(0);
  });

  it("holds it back once it has died too often, until the first of these deaths is long ago", () => {
    const guard = createCrashGuard(3, 1000);
    for (const now of [0, 10, 20]) guard.died(now);
    expect(guard.wait(100)).toBe(900);
    expect(guard.wait(1000)).toBe(0);
  });

  it("forgets deaths that are long ago", () => {
    const guard = createCrashGuard(3, 1000);
    for (const now of [0, 5000, 10_000, 15_000]) guard.died(now);
    expect(guard.wait(15_001)).toBe(0);
  });

  it("forgets everything when a person asks for a restart", () => {
    const guard = createCrashGuard(2, 1000);
    guard.died(0);
    guard.died(0);
    guard.reset();
    expect(guard.wait(1)).toBe(0);
  });
});
