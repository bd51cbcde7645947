/** Fixtures in the Testing view of a real VS Code: found without running anything, run in the engine, run again at a save. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly errors: readonly string[];
}

/** Leaves a mark where it runs, and a fixture that only running tells. */
const source = (score: string): string => `import { defineReward } from "fk-steering";
import { length } from "./length.ts";
(globalThis as Record<string, unknown>)["fkSteeringFixture"] = "was here";
const more = [{ text: "late", min: 0 }];
export default defineReward({
  accepts: "text",
  fixtures: [
    { better: "longer", worse: "short" },
    { text: "four", min: 4, max: 4 },
    ...more,
  ],
  score: (samples) => samples.map(({ text }) => ${score}),
});
`;

/** A machine may be busy with other things. */
const patience = 240_000;

describe("the fixtures of a reward", () => {
  let file: vscode.Uri;
  let helper: vscode.Uri;

  before(async () => {
    await vscode.extensions.getExtension("fk-steering.fk-steering")?.activate();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder !== undefined, "the tests need a folder");
    file = vscode.Uri.joinPath(folder.uri, "tested", "fixed.reward.ts");
    helper = vscode.Uri.joinPath(folder.uri, "tested", "length.ts");
    await write(helper, "export const length = (text: string): number => text.length;\n");
    await write(file, source("length(text)"));
  });

  it("are in the Testing view as they are written, and none has been run for it", async function () {
    this.timeout(patience);
    await vscode.workspace.openTextDocument(file);
    await until(async () => (await tests()).length === 3);
    const id = file.toString();
    // VS Code gives paths: controller, file, fixture.
    deepEqual(new Set((await tests()).map((path) => path.at(-1))), new Set([id, `${id}#0`, `${id}#1`]));
    equal(Object.hasOwn(globalThis, "fkSteeringFixture"), false);
  });

  it("pass in the engine, those that only running tells among them", async function () {
    this.timeout(patience);
    deepEqual(await run(), { passed: 3, failed: 0, errors: [] });
    await until(async () => (await tests()).length === 4);
    equal(Object.hasOwn(globalThis, "fkSteeringFixture"), false);
  });

  it("fail when the saved code is another, with what was expected", async function () {
    this.timeout(patience);
    await replace(file, source("text.length - 1"));
    deepEqual(await run(), { passed: 2, failed: 1, errors: [] });
  });

  it("that contradict one another are an error in a sentence", async function () {
    this.timeout(patience);
    await replace(file, source("text.length").replace("...more", '{ text: "four", max: 3 }'));
    const { passed, failed, errors } = await run();
    deepEqual([passed, failed, errors.length], [0, 0, 1]);
    match(errors[0] ?? "", /fixtures 2 and 3 contradict one another/);
  });

  it("leave the view with their file", async function () {
    this.timeout(patience);
    await vscode.workspace.fs.delete(file);
    await until(async () => (await tests()).length === 0);
  });

  async function tests(): Promise<string[][]> {
    return vscode.commands.executeCommand("vscode.testing.getTestsInFile", file);
  }

  async function run(): Promise<Outcome> {
    return vscode.commands.executeCommand("fkSteering.testReward", file);
  }
});

async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

async function replace(uri: vscode.Uri, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  ok(await document.save());
}

async function until(happened: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    if (await happened()) return;
    ok(performance.now() < end, `waited ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
