/** Texts that are cut short, wherever that is done. */
import { describe, expect, it } from "vitest";
import { beginningOf, endOf } from "../../src/cutText.ts";
import { cursorContext } from "../../src/extension/editor/cursorContext.ts";
import { imageName } from "../../src/extension/images/savedPng.ts";
import { labelOfRun } from "../../src/extension/runs/runLabel.ts";
import { plainText } from "../../src/protocol/plainText.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { clip, shortLine } from "../../src/protocol/shortText.ts";
import { stretchesOf } from "../../src/rewards/longReading.ts";
import { openLog } from "../../src/sandbox/log.ts";
import { threw } from "../../src/sandbox/thrown.ts";
import { head, tail } from "../../webview/particles/splitText.ts";
import { quoted } from "../../src/rewards/source/fixtureName.ts";

/** Each letter takes two UTF-16 units. */
const wide = "𝔞𝔟𝔠𝔡".repeat(30);

describe("a text that is cut short", () => {
  it("keeps what it can of either end", () => {
    expect([beginningOf("a𝔟c", 2), beginningOf("a𝔟c", 3), beginningOf("a𝔟c", 9)]).toEqual(["a", "a𝔟", "a𝔟c"]);
    expect([endOf("a𝔟c", 2), endOf("a𝔟c", 3), endOf("a𝔟c", 9)]).toEqual(["c", "𝔟c", "a𝔟c"]);
    expect([beginningOf("\ud835x", 1), endOf("x\udd1e", 1)]).toEqual(["\ud835", "\udd1e"]);
  });

  it.each([
    ["clipped", (most: number) => clip(wide, most)],
    ["in a short line", (most: number) => shortLine(wide, most)],
    ["of a stranger", (most: number) => plainText(wide, most)],
    ["around a cursor", (most: number) => Object.values(cursorContext(wide, wide, most)).join(" ")],
    ["read in stretches", (most: number) => [...stretchesOf(wide, most)].join(" ")],
    ["of a fixture", (most: number) => quoted(`${"a".repeat(most)}${wide}`)],
    ["in the name of an image", (most: number) => imageName(`${"a".repeat(most)}${wide}`, 1)],
    ["before and after what was written on a card", (most: number) => `${head(wide, most)}${tail(wide, most)}`],
    ["a wrong value of a setting", (most: number) => refusal(`${"a".repeat(most)}${wide}`)],
    ["thrown by a reward", (most: number) => threw("r", new Error(`${"a".repeat(most)}${wide.repeat(40)}`)).message],
    ["logged by a reward", (most: number) => logged(`${"a".repeat(most)}${wide.repeat(60)}`)],
    ["in the list of runs", (most: number) => labelOf(`${"a".repeat(most)}${wide}`, `${wide}${"a".repeat(most)}`)],
  ])("is cut between characters where it is %s", (_, cut) => {
    for (const most of [30, 31]) expect(cut(most).isWellFormed()).toBe(true);
  });

  it("is shown from a word on before what was written, and whole where it is one", () => {
    expect(tail("one two three", 8)).toBe("… three");
    expect(tail(`${"字".repeat(20)} `, 8)).toBe(`… ${"字".repeat(7)} `);
  });

  it("loses nothing where it is read in stretches", () => {
    expect([...stretchesOf(`a${wide}`, 10)].join("")).toBe(`a${wide}`);
  });
});

function refusal(device: string): string {
  try {
    parseSpecification({ model: "m", rewards: [{ source: { kind: "builtin", name: "length" } }], device });
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

function logged(line: string): string {
  const lines: string[] = [];
  openLog((message) => lines.push(message)).write(line);
  return lines.join("");
}

function labelOf(...prompts: readonly string[]): string {
  const labels = prompts.map((prompt) => {
    const header = { specification: { prompt, otherPrompts: [], suffix: "", particles: 1, islands: 1, rewards: [] } };
    const end = { outcome: "done", summary: { best: 0, rewards: [], excerpt: " b" } };
    const run = { path: "/a.fkrun", header, end, created: 0, waits: false };
    return labelOfRun(run as never, { running: false, now: 0 }).label;
  });
  return labels.join(" ");
}
