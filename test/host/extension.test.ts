/** The extension in a real VS Code: that it is there and what it offers. */
import { ok } from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension", () => {
  it("is known to VS Code", () => {
    ok(vscode.extensions.getExtension("fk-steering.fk-steering") !== undefined);
  });
});
