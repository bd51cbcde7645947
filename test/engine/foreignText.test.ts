/** Texts of rewards, which a terminal would obey, as the command line shows them. */
import { spawnSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { Workspace } from "../fixtures/rewards/workspace.ts";
import { cli } from "../support/steerCommand.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

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
  // oxlint-disable-next-line no-control-regex
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
});
