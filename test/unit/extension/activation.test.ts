import { describe, expect, it } from "vitest";
import { bundleModules } from "../../../scripts/lib/bundleModules.mjs";

const modules = await bundleModules("extension");
const isRpc = (path: string): boolean => path.includes("node_modules/vscode-jsonrpc/");

describe("the extension's bundle, when VS Code loads it", () => {
  it("evaluates the parts that commands and views need", () => {
    expect(modules.atLoad).toContain("src/extension/extension.ts");
    expect(modules.atLoad).toContain("src/extension/commands/register.ts");
    expect(modules.atLoad).toContain("src/extension/runs/runsTree.ts");
  });

  it("leaves the RPC library until the engine or a page is needed", () => {
    expect(modules.atLoad.filter(isRpc)).toEqual([]);
    expect(modules.later.filter(isRpc)).not.toEqual([]);
  });

  it.each([
    "src/extension/engine/engineLink.ts",
    "src/extension/engine/engineProcess.ts",
    "src/extension/panel/openPage.ts",
    "src/extension/panel/panelPage.ts",
    "src/runfile/summary.ts",
    "src/protocol/engine.ts",
    "src/protocol/panel.ts",
    "src/runfile/document.ts",
  ])("leaves %s until it is needed", (path) => {
    expect(modules.later).toContain(path);
  });

  it("starts no process and reads no lines: Node's modules for that wait, too", () => {
    for (const name of ["node:child_process", "node:readline"]) {
      expect(modules.importersOf(name), name).not.toEqual([]);
      expect(
        modules.atLoad.filter((path) => modules.importersOf(name).includes(path)),
        name,
      ).toEqual([]);
    }
  });

  it("takes VS Code's API through one module: each one that did so itself would copy all of it", () => {
    expect(modules.importersOf("vscode")).toEqual(["vscode:vscode"]);
  });
});
