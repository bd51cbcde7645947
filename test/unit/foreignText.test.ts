/** Foreign text reaches people through one door for each place: a terminal, VS Code's messages, labels and documents. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { markdownText } from "../../src/extension/documents/markdown.ts";
import { inLabel, inMessage } from "../../src/extension/foreignText.ts";
import { plainJson, plainText } from "../../src/protocol/plainText.ts";

const src = join(import.meta.dirname, "../../src");

function filesWith(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(src, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && pattern.test(readFileSync(join(src, folder, name), "utf8")))
    .map((name) => name.replaceAll("\\", "/"));
}

describe("a door is the only one", () => {
  it("to the terminal", () => {
    expect(filesWith("cli", /\.write\(|console\./u).toSorted()).toEqual(["print/terminal.ts", "start.ts"]);
  });

  it("to VS Code's messages", () => {
    expect(filesWith("extension", /\bshow(?:Information|Warning|Error)Message\b|\bsetStatusBarMessage\b/u)).toEqual([
      "messages.ts",
    ]);
  });
});

describe("through a door", () => {
  it("comes nothing that a terminal obeys, and JSON of the same value", () => {
    const evil = { a: "\u001b]0;x\u0007\u009b2J\u202e\ttab\nline é 😀" };
    expect(plainText(evil.a, Infinity)).toBe("�]0;x��2J�\ttab\nline é 😀");
    // oxlint-disable-next-line no-control-regex
    expect(plainJson(evil)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/u);
    expect(JSON.parse(plainJson(evil))).toEqual(evil);
  });

  it("comes no link into a message, no icon into a label, no Markdown into a document", () => {
    // As VS Code finds links in messages, and icons in labels.
    expect(inMessage("[Trust](command:workbench.action.quit)")).not.toMatch(/\[([^\]]+)\]\(/u);
    expect(inLabel("$(trash) $(loading~spin)")).not.toMatch(/\$\([a-z]/u);
    expect(markdownText("# a\n<b> [c](d) `e` | f")).toBe(String.raw`\# a \<b\> \[c\]\(d\) \`e\` \| f`);
    for (const door of [inMessage, inLabel, markdownText]) expect(door("\u001b\u202e")).toBe("��");
  });

  it("comes no more than a person can read", () => {
    expect(inMessage("x".repeat(1e6)).length).toBeLessThan(3000);
    expect(inLabel("x".repeat(1e6)).length).toBeLessThan(500);
  });
});
