/** The import table of ARCHITECTURE.md, as the linter enforces it. */
import { describe, expect, it } from "vitest";
import { objection } from "../../scripts/lint/plugin.mjs";

const may = (file: string, specifier: string, typeOnly = false): void =>
  expect(objection(file, specifier, typeOnly)).toBeUndefined();
const mayNot = (file: string, specifier: string, typeOnly = false): void =>
  expect(objection(file, specifier, typeOnly)).toBeTypeOf("string");

describe("the import table", () => {
  it("keeps the particle system pure", () => {
    may("src/steering/steer.ts", "../errors.ts");
    mayNot("src/steering/steer.ts", "../diffusion/text.ts", true);
    mayNot("src/steering/steer.ts", "node:fs");
    mayNot("src/steering/steer.ts", "fs");
    mayNot("src/steering/steer.ts", "valibot");
  });

  it("keeps engine code out of the extension host", () => {
    may("src/extension/extension.ts", "../protocol/engine.ts");
    may("src/extension/extension.ts", "vscode");
    may("src/extension/rewards/list.ts", "../../rewards/reward.ts", true);
    mayNot("src/extension/rewards/list.ts", "../../rewards/reward.ts");
    mayNot("src/extension/extension.ts", "../engine/engine.ts", true);
    mayNot("src/extension/extension.ts", "../runtime/session.ts");
  });

  it("gives VS Code to the extension and ONNX Runtime to the runtime alone", () => {
    mayNot("src/engine/main.ts", "vscode");
    mayNot("src/engine/main.ts", "onnxruntime-node");
    may("src/runtime/onnx/session.ts", "onnxruntime-node");
  });

  it("shows the panel nothing but the protocol", () => {
    may("webview/main.ts", "../src/protocol/panel.ts");
    mayNot("webview/main.ts", "../src/errors.ts");
    mayNot("webview/main.ts", "node:path");
  });

  it("keeps models out of the sandbox", () => {
    may("src/sandbox/main.ts", "../rewards/defineReward.ts");
    mayNot("src/sandbox/main.ts", "../runtime/session.ts");
    mayNot("src/sandbox/main.ts", "../compile/compile.ts");
  });
});
