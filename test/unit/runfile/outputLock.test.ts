import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lockOutput } from "../../../src/runfile/outputLock.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const path = join(folder, "one.fkrun");

/** The number of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = fork(join(folder, "none.mjs"), [], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid!;
}

const lockedBy = (pid: number, host = hostname()): Promise<void> =>
  writeFile(join(folder, "one.fklock"), JSON.stringify({ pid, host }));

describe("the lock on what a run is written to", () => {
  it("is one run's until that has ended, and leaves nothing behind", async () => {
    {
      await using _ = await lockOutput(path);
      await expect(lockOutput(path)).rejects.toMatchObject({
        code: "run-file",
        message: expect.stringContaining(path),
      });
    }
    await using again = await lockOutput(path);
    expect(again).toBeDefined();
    expect(await readdir(folder)).toEqual(["one.fklock"]);
  });

  it("is the same for every name of the file, and for what shares its states", async () => {
    await writeFile(path, "");
    await symlink(path, join(folder, "link.fkrun"));
    await mkdir(join(folder, "a"));
    await using _ = await lockOutput(path);
    for (const name of ["link.fkrun", "a/../one.fkrun", "one"]) {
      await expect(lockOutput(`${folder}/${name}`)).rejects.toThrow(/^Another run/u);
    }
  });

  it("is kept from others while its process lives, here and on other machines", async () => {
    await lockedBy(process.ppid);
    await expect(lockOutput(path)).rejects.toThrow(`process ${process.ppid} on`);
    await lockedBy(await endedProcess(), "another-machine");
    await expect(lockOutput(path)).rejects.toThrow("on another-machine");
  });

  it("is taken over from a process that crashed, also before it had written its number, by one of many", async () => {
    for (const leaveBehind of [
      async () => lockedBy(await endedProcess()),
      () => writeFile(`${folder}/one.fklock`, ""),
    ]) {
      await leaveBehind();
      const tries = await Promise.allSettled([1, 2, 3, 4].map(() => lockOutput(path)));
      const taken = tries.filter((one) => one.status === "fulfilled");
      expect(taken).toHaveLength(1);
      await taken[0]!.value[Symbol.asyncDispose]();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it("leaves devices alone", async () => {
    await using first = await lockOutput("/dev/null");
    await using second = await lockOutput("/dev/null");
    expect([first, second]).not.toContain(undefined);
    expect(existsSync("/dev/null.fklock")).toBe(false);
  });

  it("says where nothing can be written", async () => {
    await writeFile(path, "");
    await expect(lockOutput(join(path, "in-a-file.fkrun"))).rejects.toMatchObject({
      code: "run-file",
      message: expect.stringMatching(/cannot be written: .*(file|folder)/u),
    });
  });
});
