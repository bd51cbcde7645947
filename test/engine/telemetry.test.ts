/** A real run of ten seconds or so, watched from outside: which files it leaves, and whether it uses the network. */
import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/forkedEngine.ts";

const cli = join(repository, "dist", "cli.mjs");
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
  let folder: string;
  let trace: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fk-telemetry-"));
    trace = join(folder, "trace");
    await Promise.all(["home", "tmp", "work"].map((name) => mkdir(join(folder, name))));
    const run = [process.execPath, cli, "run", "--prompt", "The cat", "--reward", "sentiment", "--particles", "16"];
    const watched = tracing ? ["strace", "-f", "-o", trace, "-e", "trace=connect,sendto,sendmsg,sendmmsg"] : [];
    const [program, ...args] = [...watched, ...run, "--refine", "3", "--device", "cpu"];
    await promisify(execFile)(program, args, {
      cwd: join(folder, "work"),
      env: { PATH: process.env["PATH"], HOME: join(folder, "home"), TMPDIR: join(folder, "tmp") },
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

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
