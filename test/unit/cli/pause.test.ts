/** What the terminal says of a run that waits for votes. */
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { pauseTable } from "../../../src/cli/print/pause.ts";
import { shellWord } from "../../../src/protocol/shellWord.ts";
import { particle, step } from "../extension/runs.ts";

describe("a run that waits", () => {
  it.runIf(process.platform !== "win32").each(["/runs/a.fkrun", "/my runs/it's $HOME `id`.fkrun", "/läufe/a\\b.fkrun"])(
    "says commands that a shell takes as they stand: %s",
    (runFile) => {
      const { scoring } = step(4, [particle(0, 1), particle(1, 2)]);
      const commands = pauseTable({ message: "It waits.", scoring: scoring!, runFile })
        .split("\n")
        .filter((line) => line.startsWith("  fk-steer resume"));
      expect(commands).toHaveLength(2);
      for (const command of commands) {
        const words = execFileSync("/bin/sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" }).split("\n");
        expect(words.slice(0, 3)).toEqual(["fk-steer", "resume", runFile]);
      }
    },
  );

  it("is named as Windows takes it", () => {
    expect(shellWord("C:\\my runs\\a.fkrun", true)).toBe('"C:\\my runs\\a.fkrun"');
  });
});
