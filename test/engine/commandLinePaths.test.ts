/** Paths on the command line, as a person means them: from where they stand, and as names rather than patterns. */
import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { repository } from "../support/forkedEngine.ts";
import { useFolder } from "../support/useFolder.ts";
import { cli } from "../support/steerCommand.ts";

const run = promisify(execFile);
const reward = "rewards/cheerful.reward.ts";

const folder = useFolder();

describe("a path on the command line", () => {
  it("is meant from where the person called npm, which runs scripts elsewhere", async () => {
    const cwd = join(repository, "examples");
    const { stdout } = await run("npm", ["run", "--silent", "steer", "--", "test", reward], { cwd });
    expect(stdout).toMatch(/^rewards\/cheerful\.reward\.ts\n(?: {2}✓ .*\n)+/u);
  });

  it("is meant from where a script of another project stands, wherever that was called", async () => {
    // What npm tells the scripts of a project that calls this one's command.
    const env = { ...process.env, INIT_CWD: folder, npm_package_json: join(folder, "package.json") };
    const script = join(repository, "scripts", "steer.mjs");
    const cwd = join(repository, "examples");
    const { stdout } = await run(process.execPath, [script, "test", reward], { cwd, env });
    expect(stdout).toMatch(/^rewards\/cheerful\.reward\.ts\n/u);
  });

  it("is the file that a link leads to, with what lies beside that", async () => {
    await mkdir(join(folder, "shared"));
    await mkdir(join(folder, "linked"));
    await writeFile(join(folder, "shared", "one.ts"), "export const one = 1;");
    const source =
      'import { one } from "./one.ts"; export default { accepts: "text", fixtures: [{ text: "a", min: 1 }], score: (s) => s.map(() => one) };';
    await writeFile(join(folder, "shared", "l.reward.ts"), source);
    await symlink("../shared/l.reward.ts", join(folder, "linked", "l.reward.ts"));
    const { stdout } = await run(process.execPath, [cli, "test", "linked/l.reward.ts"], { cwd: folder });
    expect(stdout).toContain("✓");
  });

  it.each(["drafts [old]", "best*of", "{a,b}"])("is a folder's name before it is a pattern: %s", async (name) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(
      join(folder, name, "one.reward.ts"),
      'export default { accepts: "text", fixtures: [{ text: "a", min: 1 }], score: (samples) => samples.map(() => 1) };',
    );
    for (const path of [name, join(name, "one.reward.ts"), "**/*.reward.ts"]) {
      const { stdout } = await run(process.execPath, [cli, "test", path], { cwd: folder });
      expect(stdout).toContain(`${join(name, "one.reward.ts")}\n  ✓ `);
    }
  });
});

it("answers to the name that its help has", async () => {
  const { stdout } = await run("npm", ["exec", "--no", "--", "fk-steer", "--help"], { cwd: repository });
  expect(stdout).toMatch(/^fk-steer: steered generation/u);
});
