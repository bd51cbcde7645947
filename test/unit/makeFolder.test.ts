import { stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../../src/makeFolder.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();

describe("a folder that is named", () => {
  it("is made with those that it lies in, and may be there already", async () => {
    const path = join(folder, "a", "b", "c");
    await makeFolder(path);
    await makeFolder(path);
    expect((await stat(path)).isDirectory()).toBe(true);
    await makeFolder("/");
  });

  it("is made once by several who ask at a time", async () => {
    const path = join(folder, "together", "b");
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("is refused where a file is in its place, or in that of one of its parents", async () => {
    const path = join(folder, "file");
    await writeFile(path, "");
    await expect(makeFolder(path)).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolder(join(path, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it.runIf(existsSync("/proc/self"))(
    "is refused where a file system makes none, and says that one is missing",
    async () => {
      await expect(makeFolder("/proc/made-here/below")).rejects.toMatchObject({ code: "ENOENT" });
    },
  );
});
