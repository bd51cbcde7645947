/** How the command line ends when something around it fails: its output, its files, its temporary folder; and by signals. */
import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWholeRun } from "../support/wholeRun.ts";
import { repository } from "../support/forkedEngine.ts";
import { writeModel } from "../unit/runtime/modelFixture.ts";
import { stallTokenizer } from "../unit/runtime/stallTokenizer.ts";
import { useFolder } from "../support/useFolder.ts";
import { cli } from "../support/steerCommand.ts";

const short = ["run", "--prompt", "Hi", "--particles", "2", "--steps", "8", "--length", "8", "--device", "cpu"];
const long = ["run", "--prompt", "Hi", "--particles", "8", "--steps", "128", "--every", "1", "--device", "cpu"];
const sentiment = ["--reward", "sentiment-lexicon"];
/** Scores at every one of its steps: there is time to do something to its file, and not much more. */
const narrow = ["run", "--prompt", "Hi", "--particles", "2", "--steps", "96", "--every", "1", "--device", "cpu"];
const rawError = /E[A-Z]{3,}|node:|\n\s+at /u;

const folder = useFolder();

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { ...process.env, ...env } });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => (text[name] += chunk));
  }
  const [code] = await once(child, "close");
  return { code: code as number | null, ...text };
}

const steer = (args: readonly string[], env?: Record<string, string>): Promise<Ended> => start(args, env).ended;

/** Ids of the processes that a process has started; Linux alone says it without another program. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").filter(Boolean).map(Number);
}

/** Until a run has written its first scored step. */
async function begun(file: string): Promise<void> {
  await expect
    .poll(async () => (await readFile(file, "utf8").catch(() => "")).split("\n").length, { timeout: 60_000 })
    .toBeGreaterThan(2);
}

describe("the command line", () => {
  it.runIf(process.platform === "linux")(
    "says that a limit of addresses is too low for rewards, and runs without them",
    async () => {
      const limited = (...args: readonly string[]): Promise<Ended> =>
        endOf(
          spawn("sh", ["-c", 'ulimit -v 2000000; exec "$0" "$@"', process.execPath, cli, ...args], { cwd: folder }),
        );
      const own = join(repository, "examples/rewards/cheerful.reward.ts");
      const refused = await limited(...short, "--reward", own);
      expect(refused).toMatchObject({ code: 1, stdout: "" });
      expect(refused.stderr).toMatch(
        /^fk-steer: Rewards, .* cannot be opened here: .* 2\.0 GB of addresses \(ulimit -v\)[^\n]*\n$/u,
      );
      expect(await limited(...short, ...sentiment)).toMatchObject({ code: 0 });
    },
  );

  it.runIf(process.platform === "linux").each([28, 30, 32])(
    "says in words that it may open no more than %d files",
    async (most) => {
      const own = join(repository, "examples/rewards/cheerful.reward.ts");
      const shell = spawn(
        "sh",
        ["-c", `ulimit -n ${most}; exec "$0" "$@"`, process.execPath, cli, ...short, "--reward", own],
        { cwd: folder },
      );
      const { code, stderr } = await endOf(shell);
      expect(stderr).not.toMatch(rawError);
      expect(stderr).not.toMatch(/undefined/u);
      if (code !== 0) expect(stderr).toMatch(/^fk-steer: .*too many files are open[^\n]*\n$/u);
    },
  );

  it("is stopped by Ctrl-C while a model's files stall its opening, and leaves no process behind", async () => {
    const model = await writeModel(folder, { name: "stalls" });
    await stallTokenizer(model);
    const { child, ended } = start(["run", "--model", model, "--prompt", "Hi", ...sentiment]);
    await expect.poll(() => childrenOf(child.pid!), { timeout: 60_000 }).toHaveLength(1);
    const [trial] = await childrenOf(child.pid!);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 130, stdout: "", stderr: expect.stringContaining("stopped") as string });
    expect(() => process.kill(trial!, 0)).toThrow(/ESRCH/);
  });

  it("lets one run at a time write a file, and the other says so", async () => {
    const out = join(folder, "both.fkrun");
    const first = start([...long, ...sentiment, "--out", out]);
    await begun(out);
    const refused = await steer([...short, ...sentiment, "--out", out]);
    const done = await first.ended;
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining(out) });
    expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`is writing to ${out}`) });
    expect(await readWholeRun(out)).toMatchObject({ end: { outcome: "done" } });
    expect((await readdir(folder)).filter((name) => name.endsWith(".fklock"))).toEqual([]);
  });

  it.each([
    ["deleted", (out: string) => rm(out)],
    ["moved or renamed", (out: string) => rename(out, `${out}.kept`)],
  ])("says that the file was %s during the run, and prints the particles", async (what, change) => {
    const out = join(await mkdtemp(join(folder, "changed-")), "gone.fkrun");
    const { ended } = start([...narrow, ...sentiment, "--out", out]);
    await begun(out);
    await change(out);
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^particle +reward/u);
    expect(stdout).not.toContain(out);
    expect(stderr).toMatch(new RegExp(`^fk-steer: ${out} was ${what} while [^\\n]+\\n$`, "u"));
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ["a run", [...short, ...sentiment, "--out", "/dev/full"], /^particle/u],
    ["a comparison", ["compare", ...short.slice(1), ...sentiment, "--seeds", "2", "--out", "/dev/full"], /mean/u],
  ])("prints what is ready of %s where the disk is full, names the file, and fails", async (_, args, printed) => {
    const { code, stdout, stderr } = await steer(args);
    expect(code).toBe(1);
    expect(stdout).toMatch(printed);
    expect(stderr).toMatch(/^(Seed .*\n)*fk-steer: [^\n]*\/dev\/full[^\n]* no space left on the disk[^\n]*\n$/u);
    expect(stderr).not.toMatch(rawError);
  });

  it("writes over no file that is a person's own, and over no run what is made of it", async () => {
    const own = join(folder, "own.reward.ts");
    await writeFile(own, "mine");
    const out = join(folder, "kept.fkrun");
    expect((await steer([...short, ...sentiment, "--out", out])).code).toBe(0);
    const run = await readFile(out);
    for (const args of [
      [...short, ...sentiment, "--out", own],
      ["compare", ...short.slice(1), ...sentiment, "--seeds", "1", "--out", own],
      ["export", out, "--csv", out],
      ["export", out, "--csv", join(folder, "twice"), "--html", join(folder, "twice")],
    ]) {
      const { code, stdout, stderr } = await steer(args);
      expect([code, stdout]).toEqual([expect.toBeOneOf([1, 2]), ""]);
      expect(stderr).toMatch(
        /is no (?:run file|comparison), so it is not replaced|is the run itself|cannot be two exports/u,
      );
    }
    expect([await readFile(own, "utf8"), await readFile(out)]).toEqual(["mine", run]);
  });

  it.each(["models", "rewards", "--help"])("ends quietly when nobody reads what %s prints", async (name) => {
    const { child, ended } = start([name]);
    child.stdout!.destroy();
    expect(await ended).toMatchObject({ code: 141, stderr: "" });
  });

  it("says so when its output cannot be written", async () => {
    const child = spawn("sh", ["-c", `exec "$0" "$1" models > /dev/full`, process.execPath, cli]);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    const [code] = (await once(child, "close")) as [number];
    expect([code, stderr]).toEqual([
      1,
      "fk-steer: The result could not be written: there is no space left on the disk.\n",
    ]);
  });

  it("runs a reward where the folder for temporary files is gone", async () => {
    const reward = join(repository, "examples", "rewards", "cheerful.reward.ts");
    const { code, stderr } = await steer([...short, "--reward", reward], { TMPDIR: join(folder, "no-such-folder") });
    expect([code, stderr]).toEqual([0, ""]);
  });

  it.each([
    ["repeat", ["repeat", "kept.fkrun"], "keep the run with --out <file>"],
    ["sweep", ["sweep", ...short.slice(1), ...sentiment], "keep the runs with --out <folder>"],
  ])("names that folder where %s needs it", async (_, args, instead) => {
    await steer([...short, ...sentiment, "--out", "kept.fkrun"]);
    const gone = join(folder, "no-such-folder");
    const { code, stdout, stderr } = await steer(args, { TMPDIR: gone });
    const told = `The folder for temporary files, ${gone}, cannot be used: there is no such file or folder. Name another with TMPDIR, or ${instead}.`;
    expect([code, stdout, stderr]).toEqual([1, "", `fk-steer: ${told}\n`]);
  });

  describe("where this user may not", () => {
    const reward = join(repository, "examples", "rewards", "cheerful.reward.ts");
    // Root may do everything, unless it gives its powers away.
    const powerless = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : [];
    let closed: string;
    beforeAll(async () => {
      closed = join(folder, "closed");
      await mkdir(join(closed, "inside"), { recursive: true });
      await copyFile(reward, join(closed, "inside", "a.reward.ts"));
      await writeFile(join(closed, "secret.txt"), "");
      await writeFile(join(folder, "importing.reward.ts"), 'import x from "./closed/secret.txt"; export default x;');
      const model = await writeModel(closed, { name: "kept" });
      await chmod(join(model, "config.json"), 0);
      for (const path of [join(closed, "secret.txt"), join(closed, "inside")]) await chmod(path, 0);
      await chmod(closed, 0o555);
    });
    afterAll(async () => {
      for (const path of [closed, join(closed, "inside")]) await chmod(path, 0o755);
    });

    it.each([
      [
        "a run file",
        [...short, ...sentiment, "--out", "closed/x.fkrun"],
        /closed\/x\.fkrun cannot be written: this user may not/u,
      ],
      [
        "a folder of pictures",
        [
          "run",
          "--model",
          "emoji-scenes",
          "--prompt",
          "a cat",
          "--reward",
          "brightness",
          "--steps",
          "2",
          "--out-dir",
          "closed/x",
        ],
        /closed\/x cannot be written: this user may not/u,
      ],
      [
        "a reward",
        [...short, "--reward", "closed/inside/a.reward.ts"],
        /a\.reward\.ts cannot be read: this user may not/u,
      ],
      [
        "what a reward imports",
        [...short, "--reward", "importing.reward.ts"],
        /secret\.txt" cannot be read: this user may not/u,
      ],
      ["a folder of rewards", ["test", "closed/inside"], /closed\/inside cannot be used: this user may not/u],
      [
        "a model",
        [...short, ...sentiment, "--model", "closed/kept"],
        /config\.json cannot be read: this user may not/u,
      ],
    ])("it is told of %s, in words", async (_, args, told) => {
      const [command, ...rest] = [...powerless, process.execPath, cli, ...args];
      const child = spawn(command!, rest, { cwd: folder });
      const [stdout, stderr, [code]] = await Promise.all([
        textOf(child.stdout),
        textOf(child.stderr),
        once(child, "close"),
      ]);
      expect([code, stdout]).toEqual([expect.toBeOneOf([1, 2]), ""]);
      expect(stderr).toMatch(told);
      expect(stderr).not.toMatch(/E[A-Z]{3,}|node:|\n\s+at [^/]/u);
    });
  });

  it("asks for a newer Node in a sentence, whatever the old one lacks", async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})';
    const child = spawn(process.execPath, ["--import", old, cli, "models"]);
    const [stdout, stderr, [code]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, "close"),
    ]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^fk-steer: Node 20\.1\.0 is too old: Node 22\.15 or newer is needed\. [^\n]+\n$/u);
    // What it imports by name, an old Node's loader would look for before anything of it runs.
    expect(await readFile(cli, "utf8")).not.toMatch(/^import /mu);
  });

  it.each([
    ["an unknown command", ["rum"]],
    ["an unknown flag", [...short, ...sentiment, "--partciles", "2"]],
    ["a value that cannot be", [...short, ...sentiment, "--ess", "2"]],
    ["a reward that is not there", [...short, "--reward", "sentimental"]],
    ["a file that is not there", ["test", "none.reward.ts"]],
    ["a model that is not there", [...short, ...sentiment, "--model", "novels"]],
  ])("ends with 2 after %s", async (_, args) => {
    const { code, stdout, stderr } = await steer(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^fk-steer: [^\n]+\n$/u);
  });

  it("names the flag that a built-in reward lacks", async () => {
    const { code, stderr } = await steer(["run", "--model", "emoji-scenes", "--prompt", "a cat", "--reward", "clip"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--param clip\.model=…\n$/u)]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("ends by %s as a shell expects, with the run file ended", async (signal, expected) => {
    const out = join(folder, `${signal}.fkrun`);
    const { child, ended } = start([...long, ...sentiment, "--out", out]);
    await begun(out);
    child.kill(signal);
    expect(await ended).toMatchObject({ code: expected, stdout: "", stderr: "fk-steer: stopped.\n" });
    expect(await readWholeRun(out)).toMatchObject({ end: { outcome: "stopped" } });
  });
});
