import { describe, expect, it } from "vitest";
import { filterWords, matches, runForest, type RunNode } from "../../../src/extension/runs/runForest.ts";
import { labelOfRun } from "../../../src/extension/runs/runLabel.ts";
import { RunMarks } from "../../../src/extension/runs/runMarks.ts";
import { runOfReport, withRun } from "../../../src/extension/documents/reportRun.ts";
import type { RunSummary } from "../../../src/runfile/summary.ts";
import { exampleEnd, exampleHeader } from "../../support/exampleRun.ts";

function run(path: string, origin?: string): RunSummary {
  const from = origin === undefined ? {} : { origin: { run: origin, iteration: 0, step: 4 } };
  return { path, bytes: 1, created: 0, header: { ...exampleHeader, ...from }, end: exampleEnd };
}

/** "a(b c)" */
function drawn(nodes: readonly RunNode[]): string {
  return nodes.map(({ path, children }) => (children.length === 0 ? path : `${path}(${drawn(children)})`)).join(" ");
}

const nobody = (): boolean => false;

describe("the list of runs", () => {
  it("has a run below the one that it went on from, and favourites first", () => {
    const runs = [run("d", "b"), run("c"), run("b", "a"), run("a")];
    expect(drawn(runForest(runs, nobody))).toBe("c a(b(d))");
    expect(drawn(runForest(runs, (path) => path === "a"))).toBe("a(b(d)) c");
  });

  it("has every run once, whatever files say of where they come from", () => {
    for (const runs of [
      [run("a", "a")],
      [run("a", "b"), run("b", "a")],
      [run("a", "b"), run("b", "c"), run("c", "b")],
      [run("a", "gone")],
    ]) {
      const listed = drawn(runForest(runs, nobody)).match(/\w/gu)!;
      expect(listed.toSorted()).toEqual(runs.map(({ path }) => path).toSorted());
    }
  });

  it("is filtered by all words of names, prompts, texts, rewards, settings and stars", () => {
    const found = (filter: string, mark = {}): boolean => matches(run("/runs/a.fkrun"), mark, filterWords(filter));
    for (const filter of ["", "  ", "ONCE", "cat once", "sentiment-lexicon", "λ40", "seed0 n1", "a.fkrun"])
      expect(found(filter), filter).toBe(true);
    for (const filter of ["dog", "once dog", "seed4", "★", "my name"]) expect(found(filter), filter).toBe(false);
    expect(found("my name ★", { name: "My name", isFavourite: true })).toBe(true);
    expect(matches({ ...run("x"), end: undefined }, {}, ["cut", "off"])).toBe(true);
  });

  it("calls a run by its own name, all its prompts, and what the best text goes on with", () => {
    const label = (changed: object, name?: string): string => {
      const summary = run("a");
      const specification = { ...exampleHeader.specification, ...changed };
      const header = { ...exampleHeader, specification };
      return labelOfRun({ ...summary, header }, { running: false, now: 0, name }).label;
    };
    expect(label({}, "Mine")).toBe("Mine");
    expect(label({ otherPrompts: ["The king said"] })).toBe("Once upon a time there was a cat. (and 1 more)");
    const long = label({ prompt: "It was a long and dark night in the deepest forest" });
    expect(long).toBe("…night in the deepest forest there was a cat.");
    expect(label({ prompt: "" })).toBe("there was a cat.");
  });
});

describe("marks of runs", () => {
  it("are kept, and forgotten where they are empty", () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (name: string): unknown => kept.get(name),
      update: (name: string, value: unknown): Promise<void> => Promise.resolve(void kept.set(name, value)),
    };
    const marks = new RunMarks(memory);
    marks.mark("a", { name: " Mine " });
    marks.mark("a", { isFavourite: true });
    expect(new RunMarks(memory).of("a")).toEqual({ name: "Mine", isFavourite: true });
    marks.mark("a", { name: "" });
    expect(marks.of("a")).toEqual({ isFavourite: true });
    marks.mark("a", { isFavourite: false });
    expect(kept.get("runMarks")).toEqual([]);
    kept.set("runMarks", [{ run: 1 }]);
    expect(new RunMarks(memory).of("a")).toEqual({});
  });
});

describe("a report's run", () => {
  it("is said at its end, whatever its path is", () => {
    for (const path of ["/runs/a b.fkrun", "C:\\runs\\a.fkrun", '/x --> <script>/"y".fkrun', "/ü\n.fkrun"]) {
      const report = withRun("# Report\n\nFirst.\n", path);
      expect(report.match(/-->/gu)).toHaveLength(1);
      expect(runOfReport(report)).toBe(path);
    }
    for (const end of ["", "# Report", "<!-- run: x -->", "<!-- run: 5 -->", '<!-- run: "a" --> more'])
      expect(runOfReport(end)).toBeUndefined();
  });
});
