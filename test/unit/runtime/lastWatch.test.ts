/** Real processes, killed for real. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./modelFixture.ts";

const watch = pathToFileURL(join(import.meta.dirname, "../../../src/runtime/lastWatch.ts")).href;

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === "win32")("a process that stalls", () => {
  it("ends with the one that has started it", async () => {
    await using folder = await temporaryFolder();
    const [stalled, starter] = [join(folder.path, "stalled.mjs"), join(folder.path, "starter.mjs")];
    await writeFile(
      stalled,
      `import { keepLastWatch } from ${JSON.stringify(watch)}; keepLastWatch(600_000);
       setTimeout(() => { process.send("stalls"); setImmediate(() => { for (;;); }); }, 100);`,
    );
    await writeFile(
      starter,
      `import { fork } from "node:child_process"; const child = fork(${JSON.stringify(stalled)});
       child.once("message", () => process.send(child.pid));`,
    );
    const parent = fork(starter, [], { execArgv: [] });
    const [pid] = (await once(parent, "message")) as [number];
    expect(isThere(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isThere(pid)).toBe(false);
  });

  it("ends once its time is over", async () => {
    await using folder = await temporaryFolder();
    const stalled = join(folder.path, "stalled.mjs");
    await writeFile(
      stalled,
      `import { keepLastWatch } from ${JSON.stringify(watch)}; keepLastWatch(300); setTimeout(() => { for (;;); }, 100);`,
    );
    const [, signal] = (await once(fork(stalled, [], { execArgv: [] }), "close")) as [number, string];
    expect(signal).toBe("SIGKILL");
  });
});
