import { describe, expect, it } from "vitest";
import type { ScoringSchedule } from "../../../src/steering/policy.ts";
import { scoredSteps } from "../../../src/steering/schedule.ts";

describe("scored steps", () => {
  it.each<[ScoringSchedule, number, number[]]>([
    [{ kind: "every", every: 4 }, 16, [4, 8, 12, 16]],
    [{ kind: "every", every: 5 }, 12, [5, 10, 12]],
    [{ kind: "every", every: 3, first: 2, last: 9 }, 20, [2, 5, 8, 20]],
    [{ kind: "every", every: 100 }, 10, [10]],
    // Where nobody says how often: every 4, and a few-step model is no best of N.
    [{ kind: "every", every: 0 }, 64, Array.from({ length: 16 }, (_, j) => 4 * (j + 1))],
    [{ kind: "every", every: 0 }, 15, [3, 6, 9, 12, 15]],
    [{ kind: "every", every: 0 }, 8, [2, 4, 6, 8]],
    [{ kind: "every", every: 0 }, 4, [1, 2, 3, 4]],
    [{ kind: "every", every: 0, first: 3 }, 4, [3, 4]],
    [{ kind: "every", every: 0 }, 1, [1]],
    [{ kind: "steps", steps: [7, 2, 7] }, 9, [2, 7, 9]],
    [{ kind: "steps", steps: [9] }, 9, [9]],
    [{ kind: "fractions", fractions: [0.001, 0.25, 0.5, 1] }, 10, [1, 3, 5, 10]],
    [{ kind: "every", every: 1 }, 1, [1]],
  ])("of %j over %d steps are in order, each once, the last always among them", (schedule, steps, expected) => {
    expect(scoredSteps(schedule, steps)).toStrictEqual(expected);
  });

  it.each<[ScoringSchedule, string]>([
    [{ kind: "every", every: -1 }, "schedule.every"],
    [{ kind: "every", every: 2.5 }, "schedule.every"],
    [{ kind: "every", every: Number.NaN }, "schedule.every"],
    [{ kind: "every", every: 2, first: 0 }, "schedule.first"],
    [{ kind: "every", every: 2, first: 11 }, "schedule.first"],
    [{ kind: "every", every: 2, first: 6, last: 4 }, "schedule.last"],
    [{ kind: "every", every: 2, last: 11 }, "schedule.last"],
    [{ kind: "steps", steps: [] }, "schedule.steps"],
    [{ kind: "steps", steps: [0, 3] }, "schedule.steps"],
    [{ kind: "steps", steps: [3, 11] }, "schedule.steps"],
    [{ kind: "fractions", fractions: [] }, "schedule.fractions"],
    [{ kind: "fractions", fractions: [0] }, "schedule.fractions"],
    [{ kind: "fractions", fractions: [1.01] }, "schedule.fractions"],
  ])("of %j over 10 steps are refused, naming the field", (schedule, field) => {
    expect(() => scoredSteps(schedule, 10)).toThrow(
      expect.objectContaining({
        code: "steering-invalid",
        details: { field },
        message: expect.stringContaining(field),
      }),
    );
  });
});
