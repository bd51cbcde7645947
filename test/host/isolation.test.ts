/** What the extension host must never have in it, after a run with a reward of the workspace: ONNX Runtime, code of the person. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import * as vscode from "vscode";

/** It would leave its mark here, were it run in this process. */
const reward = `import { defineReward } from "fk-steering";
(globalThis as Record<string, unknown>)["fkSteeringReward"] = "was here";
export default defineReward({
  accepts: "text",
  score(samples) {
    throw new Error("scored " + samples.length + " after " + (globalThis as Record<string, unknown>)["fkSteeringReward"]);
  },
});
`;

/** A machine may be busy with other things. */
const patience = 240_000;

describe("the extension host", () => {
  it("has run neither the model nor the reward when both have run", async function () {
    this.timeout(patience);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder !== undefined, "the tests need a folder");
    const file = vscode.Uri.joinPath(folder.uri, "rewards", "marking.reward.ts");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(reward));

    await vscode.commands.executeCommand("fkSteering.generateWithReward", file);
    const told = await finding(file, (message) => message.includes("scored"));
    // The reward was called with the model's samples, and its own mark was where it ran.
    match(told.message, /threw at marking\.reward\.ts:6:\d+ .*scored \d+ after was here/);
    equal(told.range.start.line, 5);

    const loaded = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] };
    ok(loaded.sharedObjects.length > 0, "the report names what is loaded");
    deepEqual(
      loaded.sharedObjects.filter((path) => /onnxruntime/i.test(path)),
      [],
    );
    equal(Object.hasOwn(globalThis, "fkSteeringReward"), false);
  });

  it("finds what is wrong with a reward when it is opened, and forgets it when it is mended", async function () {
    this.timeout(patience);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    ok(folder !== undefined, "the tests need a folder");
    const file = vscode.Uri.joinPath(folder.uri, "rewards", "broken.reward.ts");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode("export const a = 1;\nconst b = ;\n"));
    const document = await vscode.workspace.openTextDocument(file);
    const found = await finding(file, () => true);
    deepEqual([found.range.start.line, found.range.start.character], [1, 10]);

    const edit = new vscode.WorkspaceEdit();
    edit.replace(file, document.lineAt(1).range, "export default { score: () => [] };");
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until(() => ours(file).length === 0);
  });
});

function ours(file: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file).filter(({ source }) => source === "FK Steering");
}

async function finding(file: vscode.Uri, wanted: (message: string) => boolean): Promise<vscode.Diagnostic> {
  const find = (): vscode.Diagnostic | undefined => ours(file).find(({ message }) => wanted(message));
  await until(() => find() !== undefined);
  return find() as vscode.Diagnostic;
}

async function until(happened: () => boolean): Promise<void> {
  const end = performance.now() + patience;
  while (!happened() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  ok(happened(), `waited ${patience / 1000} s`);
}
