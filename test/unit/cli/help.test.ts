import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/commands.ts";
import { helpText } from "../../../src/cli/flags/help.ts";

const run = commands.find(({ name }) => name === "run")!;

describe("the help of a command", () => {
  it("explains every flag, under headings, within the terminal's width", () => {
    const text = helpText([run], 100);
    for (const { name, description } of run.flags) {
      expect(text).toMatch(new RegExp(`^  --${name}[ \\n]`, "mu"));
      expect(text.replaceAll(/\s+/gu, " ")).toContain(description);
    }
    const headings = text.split("\n").filter((line) => /^[A-Z].*:$/u.test(line));
    expect(headings).toEqual(["What to run:", "Rewards:", "Steering:", "Text:", "Images:", "Output:", "Examples:"]);
    const described = text
      .slice(0, text.indexOf("Examples:"))
      .split("\n")
      .filter((line) => line.startsWith(" ".repeat(32)));
    expect(Math.max(...described.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("names every command in one sentence", () => {
    const text = helpText(commands);
    for (const { name } of commands) expect(text).toMatch(new RegExp(`^  ${name} +[A-Z].*\\.$`, "mu"));
  });
});

describe("the page of flags", () => {
  it("has every flag of every command", async () => {
    const readme = await readFile(join(import.meta.dirname, "..", "..", "..", "docs", "flags.md"), "utf8");
    const flags = commands.flatMap((command) => command.flags.map(({ name }) => name));
    expect(flags.length).toBeGreaterThan(40);
    expect(flags.filter((name) => !readme.includes(`\`--${name}`))).toEqual([]);
  });
});
