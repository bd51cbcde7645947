/** The extension in a real VS Code: that it is there, wakes up only when asked, and offers what it declares. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { performance } from "node:perf_hooks";
import * as vscode from "vscode";

interface Manifest {
  readonly activationEvents?: readonly string[];
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

function isLoaded(bundle: string): boolean {
  return Object.keys(require.cache).some((path) => path.endsWith(`/dist/${bundle}`));
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("fk-steering.fk-steering");
  ok(found !== undefined, "VS Code does not know the extension");
  return found;
}

/** What VS Code shows as an extension's activation (Show Running Extensions): loading its code and calling it, in milliseconds. */
function activationTime({ id }: vscode.Extension<unknown>): { readonly loading: number; readonly calling: number } {
  const { MonacoPerformanceMarks } = globalThis as unknown as {
    MonacoPerformanceMarks: { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
  };
  const at = (name: string): number => {
    const mark = MonacoPerformanceMarks.getMarks().find((each) => each.name === `code/extHost/${name}/${id}`);
    ok(mark !== undefined, `VS Code has no mark ${name}`);
    return mark.startTime;
  };
  return {
    loading: at("didLoadExtensionCode") - at("willLoadExtensionCode"),
    calling: at("didActivateExtension") - at("willActivateExtension"),
  };
}

/** Resolves once this process has had nothing else to do for half a second, or after ten. */
async function idle(): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 5 && tries < 100; tries += 1) {
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 100));
    quiet = performance.eventLoopUtilization(before).utilization < 0.05 ? quiet + 1 : 0;
  }
}

describe("the extension", () => {
  it("sleeps until it is needed", () => {
    const { activationEvents = [] } = extension().packageJSON as Manifest;
    deepEqual(
      activationEvents.filter((event) => event === "*" || event === "onStartupFinished"),
      [],
    );
    equal(extension().isActive, false);
  });

  it("speed: activates without an error", async () => {
    // VS Code is still starting: what it does meanwhile would be counted as ours.
    await idle();
    const began = performance.now();
    await extension().activate();
    const waited = performance.now() - began;
    const { loading, calling } = activationTime(extension());
    console.log(
      `[test] activation ${loading + calling} ms: ${loading} loading, ${calling} calling; ${waited.toFixed(0)} ms with VS Code's own way there`,
    );
    equal(extension().isActive, true);
  });

  it("loads its parts at the first command, not before", async () => {
    await extension().activate();
    equal(isLoaded("extension.cjs"), true);
    equal(isLoaded("parts.cjs"), false);
    const began = performance.now();
    await vscode.commands.executeCommand("fkSteering.showAllRuns");
    console.log(`[test] the first command ${(performance.now() - began).toFixed(1)} ms`);
    equal(isLoaded("parts.cjs"), true);
  });

  it("registers every command that it declares", async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension().packageJSON as Manifest;
    const declared = contributes.commands.map(({ command }) => command);
    deepEqual(
      declared.filter((command) => !registered.has(command)),
      [],
    );
  });
});
