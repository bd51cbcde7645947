import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { RunBin } from "../../../src/extension/runs/runBin.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
let bin: RunBin;
beforeEach(() => {
  bin = new RunBin(join(folder, "deleted"));
});

const path = (name: string): string => join(folder, name);

describe("the bin of runs", () => {
  it("gives back what was deleted last, with its states, where it was", async () => {
    for (const name of ["a.fkrun", "a.fkstates", "b.fkrun"]) await writeFile(path(name), name);
    await bin.take([path("b.fkrun")], new Date(1000));
    await bin.take([path("a.fkrun")], new Date(2000));
    expect(await readdir(folder)).toEqual(["deleted"]);
    expect(await bin.putBack()).toEqual([path("a.fkrun")]);
    expect(await readFile(path("a.fkrun"), "utf8")).toBe("a.fkrun");
    expect(await readFile(path("a.fkstates"), "utf8")).toBe("a.fkstates");
    expect(await bin.isEmpty()).toBe(false);
    expect(await bin.putBack()).toEqual([path("b.fkrun")]);
    expect(await bin.putBack()).toEqual([]);
    expect(await bin.isEmpty()).toBe(true);
  });

  it("takes several at once, of one name too, and gives them back at once", async () => {
    await mkdir(path("other"));
    const runs = [path("a.fkrun"), join(path("other"), "a.fkrun")];
    for (const run of runs) await writeFile(run, run);
    await bin.take(runs);
    expect(await readdir(path("other"))).toEqual([]);
    expect(await bin.putBack()).toEqual(runs);
    for (const run of runs) expect(await readFile(run, "utf8")).toBe(run);
    expect(await bin.isEmpty()).toBe(true);
  });

  it("takes a run whose name is as long as a name can be", async () => {
    const long = path(`${"ä".repeat(124)}.fkrun`);
    await writeFile(long, "long");
    await bin.take([long]);
    expect(await bin.putBack()).toEqual([long]);
    expect(await readFile(long, "utf8")).toBe("long");
  });

  it("replaces nothing that has come into its place", async () => {
    await writeFile(path("a.fkrun"), "old");
    await bin.take([path("a.fkrun")]);
    await writeFile(path("a.fkrun"), "new");
    await expect(bin.putBack()).rejects.toMatchObject({ code: "run-file" });
    expect(await readFile(path("a.fkrun"), "utf8")).toBe("new");
    await rm(path("a.fkrun"));
    await bin.putBack();
    expect(await readFile(path("a.fkrun"), "utf8")).toBe("old");
  });

  it("keeps the latest twenty", async () => {
    for (let i = 0; i < 25; i++) {
      await writeFile(path(`${i}.fkrun`), "");
      await bin.take([path(`${i}.fkrun`)], new Date(1000 * i));
    }
    expect(await readdir(path("deleted"))).toHaveLength(20);
    expect(await bin.putBack()).toEqual([path("24.fkrun")]);
  });
});
