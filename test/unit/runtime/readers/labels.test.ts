import { describe, expect, it } from "vitest";
import type { SteeringError } from "../../../../src/errors.ts";
import { labelAt, labelsOf, logSumExp, verdictOf } from "../../../../src/runtime/readers/labels.ts";

const path = "/models/sst2";
const labels = (id2label: unknown, columns: number, more = {}) => labelsOf({ id2label, ...more }, columns, path);

describe("what a classifier's configuration says of its labels", () => {
  it("is by their numbers, in whatever order they stand", () => {
    expect(labels({ 2: "glad", 0: "sad", 1: "neutral" }, 3).names).toEqual(["sad", "neutral", "glad"]);
  });

  it("is as many names as the graph has numbers where there are none", () => {
    const unnamed = labels(undefined, 2);
    expect(unnamed).toEqual({ names: ["LABEL_0", "LABEL_1"], scale: "softmax" });
    expect([labelAt(unnamed, "", path), labelAt(unnamed, "0", path), labelAt(unnamed, "label_1", path)]).toEqual([
      1, 0, 1,
    ]);
    expect(labelAt(labels(undefined, 1), "", path)).toBe(0);
  });

  it.each([
    [{ 0: "sad", 1: "glad" }, 3],
    [{ 0: "sad", 1: "neutral", 2: "glad" }, 2],
    [{ 1: "sad", 2: "glad" }, 2],
  ])("is refused where it is of another graph: %j for %d", (id2label, columns) => {
    expect(() => labels(id2label, columns)).toThrow(
      /^config\.json in \/models\/sst2 names \d labels \(id2label, up to \d\), and the graph gives \d numbers of a text: they do not belong together\. /u,
    );
  });

  it("decides how logits are read as transformers' pipeline does", () => {
    expect(labels({ 0: "a", 1: "b" }, 2).scale).toBe("softmax");
    expect(labels({ 0: "a" }, 1).scale).toBe("sigmoid");
    expect(labels({ 0: "a", 1: "b" }, 2, { problem_type: "multi_label_classification" }).scale).toBe("sigmoid");
    expect(labels({ 0: "a", 1: "b" }, 2, { problem_type: "regression" }).scale).toBe("number");
    expect(labels({ 0: "a" }, 1, { problem_type: "regression" }).scale).toBe("number");
  });
});

describe("a label", () => {
  it("that several are called is asked for by number, and told apart by its case where that is all", () => {
    const twice = labels({ 0: "other", 1: "spam", 2: "Other" }, 3);
    expect(() => labelAt(twice, "OTHER", path)).toThrow(
      'The classifier in /models/sst2 has several labels "OTHER". Name one by its number: 0 (other), 1 (spam), 2 (Other).',
    );
    expect([labelAt(twice, "Other", path), labelAt(twice, "0", path), labelAt(twice, "Spam", path)]).toEqual([2, 0, 1]);
    const equal = labels({ 0: "x", 1: "x" }, 2);
    expect(() => labelAt(equal, "x", path)).toThrow(
      /has several labels "x"\. Name one by its number: 0 \(x\), 1 \(x\)\./u,
    );
    expect(labelAt(equal, "0", path)).toBe(0);
  });

  it("that is a number by name is meant by its name", () => {
    const stars = labels({ 0: "5", 1: "4", 2: "0" }, 3);
    expect([labelAt(stars, "0", path), labelAt(stars, "1", path)]).toEqual([2, 1]);
  });

  it.each(["3", "-1", "1.5", "angry"])("that is not there is refused at its field: %s", (label) => {
    const refused = expect.objectContaining({
      details: expect.objectContaining({ field: "parameters.label" }) as object,
    }) as SteeringError;
    expect(() => labelAt(labels({ 0: "a", 1: "b", 2: "c" }, 3), label, path)).toThrow(refused);
  });
});

describe("a verdict", () => {
  it("is the label's share of all or its own, its margin the logarithm of its odds, a number itself", () => {
    const logits = [1, 2, 4];
    const share = Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(4));
    expect(verdictOf(logits, 1, "softmax", false)).toBeCloseTo(share, 12);
    expect(verdictOf(logits, 1, "softmax", true)).toBeCloseTo(Math.log(share / (1 - share)), 12);
    expect(verdictOf(logits, 1, "sigmoid", false)).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    expect(verdictOf(logits, 1, "sigmoid", true)).toBe(2);
    expect(verdictOf(logits, 1, "number", true)).toBe(2);
  });

  it("stays a number where logits are far apart", () => {
    expect(verdictOf([800, -800], 0, "softmax", false)).toBe(1);
    expect(verdictOf([800, -800], 0, "softmax", true)).toBe(1600);
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.log(2), 9);
  });
});
