import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { openToWrite } from "../../../src/runfile/openToWrite.ts";
import { useFolder } from "../../support/useFolder.ts";

describe("what a person names to be written", () => {
  const folder = useFolder();

  it("is begun anew where it is a file", async () => {
    const path = join(folder, "file");
    await writeFile(path, "longer than what follows");
    await (await openToWrite(path)).close();
    expect(await readFile(path, "utf8")).toBe("");
  });

  it.skipIf(process.platform === "win32")(
    "is a pipe that somebody reads from, and refused where nobody does",
    async () => {
      const path = join(folder, "pipe");
      execFileSync("mkfifo", [path]);
      await expect(openToWrite(path)).rejects.toMatchObject({
        code: "run-file",
        message: `${path} is a pipe that nobody reads from. Start what reads it first, or choose another place.`,
      });
      const reader = spawn("cat", [path]);
      const read = text(reader.stdout);
      await once(reader, "spawn");
      await expect
        .poll(async () =>
          openToWrite(path).then(
            (file) => file.writeFile("x".repeat(200_000)).then(() => file.close()),
            () => "no reader yet",
          ),
        )
        .toBe(undefined);
      expect(await read).toHaveLength(200_000);
    },
  );
});
