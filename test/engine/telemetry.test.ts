/** A real run of ten seconds or so, watched from outside: which files it leaves, and whether it uses the network. */
import { execFile, execFileSync } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { cli } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";

const tracing = canTrace();

function canTrace(): boolean {
  try {
    execFileSync("strace", ["-f", "-o", "/dev/null", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("a run", () => {
  const folder = useFolder();
  const trace = join(folder, "trace");

  beforeAll(async () => {
    await Promise.all(["home", "tmp", "work"].map((name) => mkdir(join(folder, name))));
    const run = [
      process.execPath,
      cli,
      "run",
      "--prompt",
      "The cat",
      "--reward",
      "sentiment-lexicon",
      "--particles",
      "8",
    ];
    const watched = tracing ? ["strace", "-f", "-o", trace, "-e", "trace=connect,sendto,sendmsg,sendmmsg"] : [];
    const [program, ...args] = [...watched, ...run, "--refine", "3", "--device", "cpu"];
    await promisify(execFile)(program, args, {
      cwd: join(folder, "work"),
      env: { PATH: process.env["PATH"], HOME: join(folder, "home"), TMPDIR: join(folder, "tmp") },
    });
  });

  it.each(["home", "tmp", "work"])("leaves no file in %s that is not ours", async (name) => {
    const left = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
    const files = left.filter((entry) => entry.isFile()).map(({ parentPath, name: file }) => join(parentPath, file));
    expect(files.filter((path) => !path.includes("fk-steering"))).toEqual([]);
  });

  it.runIf(tracing)("looks no name up and connects to nothing", async () => {
    const calls = (await readFile(trace, "utf8")).split("\n");
    expect(calls.some((line) => line.includes("+++ exited with 0"))).toBe(true);
    expect(calls.filter((line) => /AF_INET|nscd|resolve/u.test(line))).toEqual([]);
  });
});
