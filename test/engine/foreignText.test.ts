/** Texts of rewards, models, files and paths, which a terminal would obey, as the command line shows them. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Workspace } from "../fixtures/rewards/workspace.ts";
import { cli } from "../support/steerCommand.ts";
import { writeModel } from "../unit/runtime/modelFixture.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());
// oxlint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u;

it.each([
  [
    "a fixture's name and text",
    'fixtures: [{ name: "\\x1b[2J\\x1b]0;owned\\x07name", text: "\\x1b[31mred\\u202e", max: -5 }],',
  ],
  ["what does not load", "fixtures: { toString() { throw 1; } },"],
  ["a name in a message of the compiler", ' }; import "gone\\x1b[2J\\x9b"; ({'],
])("a terminal obeys nothing of %s", (_, part) => {
  const file = workspace.write(
    "evil\u001b[31m.reward.ts",
    `export default { accepts: "text", ${part} score: (s) => s.map(() => 1) };`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [cli, "test", file], {
    encoding: "utf8",
  });
  expect(stdout).toContain("✗");
  expect(stdout + stderr).not.toMatch(obeyed);
});

it("a terminal obeys nothing of names, choices, log lines, models and settings, wherever they are shown", async () => {
  const evil = "evil\u001b[31m\u009b2J";
  const reward = workspace.write(
    `${evil}.reward.ts`,
    `export default {
       accepts: "text",
       description: "d\\x1b[31m\\u202e",
       parameters: { a: { type: "choice", choices: ["\\x1b[2Jx\\u202e", "b"], default: "b", description: "\\x1b]0;owned\\x07" } },
       score: (s, { log }) => { log("\\x1b[2Jlogged"); return s.map(({ text }) => text.length); },
     };`,
  );
  const model = await writeModel(workspace.folder, { name: `model ${evil}` });
  const config = JSON.parse(readFileSync(join(model, "config.json"), "utf8")) as object;
  writeFileSync(
    join(model, "config.json"),
    JSON.stringify({ ...config, fk_steering: { title: evil, description: evil } }),
  );
  const small = ["--prompt", "Hi", "--particles", "2", "--steps", "2", "--length", "4", "--every", "1"];
  const run = ["run", ...small, "--reward", reward];
  const out = join(workspace.folder, `${evil}.fkrun`);
  const commands: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[...run, "--out", out], /logged[^]*evil/u],
    [[...run, "--param", `${evil}.a=\u001b[2J`], /must be/u],
    [[...run, "--out", join(out, "x.fkrun")], /evil/u],
    [["compare", ...small, "--seeds", "1", "--reward", reward, "--holdout", reward], /holdout evil/u],
    [["models", "--models-folder", workspace.folder], /evil/u],
    [["models", "show", model], /evil|fact/u],
    [["test", reward, "--json"], /^\{.*evil/mu],
    [[evil], /There is no command evil/u],
    [["run", `--${evil}`], /evil/u],
    [[...run, "--model", evil], /There is no model/u],
  ];
  for (const [args, says] of commands) {
    const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: workspace.folder, encoding: "utf8" });
    expect(stdout + stderr, args.join(" ")).toMatch(says);
    expect(stdout + stderr, args.join(" ")).not.toMatch(obeyed);
  }
});
