import { describe, expect, it } from "vitest";
import { bundleModules } from "../../../scripts/lib/bundleModules.mjs";

const modules = await bundleModules("parts");
const entered = await bundleModules("extension");
const isRpc = (path: string): boolean => path.includes("node_modules/vscode-jsonrpc/");

describe("the bundle that VS Code loads when it activates the extension", () => {
  it("registers and nothing else: no package, no protocol, none of the parts", () => {
    const own = entered.atLoad.filter((path) => path.startsWith("src/extension/"));
    expect(own).toContain("src/extension/extension.ts");
    expect(own).not.toContain("src/extension/parts.ts");
    expect(own.length).toBeLessThan(12);
    expect(entered.atLoad.filter((path) => path.includes("node_modules/"))).toEqual([]);
    expect(entered.later).toEqual([]);
  });

  it("has the parts beside it, in a file that is asked for when one is needed", () => {
    expect(entered.importersOf("./parts.cjs")).toEqual(["src/extension/extension.ts"]);
  });
});

describe("the bundle of the extension's parts, when one of them is needed", () => {
  it("evaluates the parts that commands and views need", () => {
    expect(modules.atLoad).toContain("src/extension/commands/commands.ts");
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
