import { describe, expect, it, vi } from "vitest";
import type { Services } from "../../../src/extension/services.ts";
import { particle, specification } from "./runs.ts";

const { Uri, startDebugging } = vi.hoisted(() => {
  class OfFile {
    readonly scheme = "file";
    readonly path = "/w/own.reward.ts";
    readonly fsPath = this.path;
  }
  return { Uri: OfFile, startDebugging: vi.fn<() => Promise<boolean>>() };
});
vi.mock("vscode", () => ({
  Uri,
  ProgressLocation: { Notification: 15 },
  debug: { startDebugging },
  window: {
    showQuickPick: (items: readonly unknown[]) => Promise.resolve(items[0]),
    withProgress: (_: unknown, task: (...given: unknown[]) => Promise<unknown>) =>
      task({ report() {} }, { onCancellationRequested: () => ({ dispose() {} }) }),
  },
  workspace: {
    isTrusted: true,
    textDocuments: [],
    openTextDocument: () => Promise.resolve({ lineCount: 1, getText: () => "" }),
    getWorkspaceFolder: () => undefined,
  },
}));
const { debugReward } = await import("../../../src/extension/debug/debugReward.ts");

const view = { id: "/runs/a.fkrun", particles: [particle(0, 1)], specification: specification() };
const services = {
  sessions: { active: { view } },
  log: { info() {} },
  engine: {
    // Waits for the debugger until it is told that there will be none.
    debug: (_: unknown, attach: (inspected: unknown) => void, signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new DOMException("It was stopped.", "AbortError")));
        attach({ address: "ws://127.0.0.1:9229/own", filesClosed: true });
      }),
  },
} as unknown as Services;

describe("a reward that is debugged", () => {
  it("does not wait for a debugger that VS Code could not attach, whichever way it says so", async () => {
    for (const answer of [() => Promise.resolve(false), () => Promise.reject(new Error("cannot start debugging"))]) {
      startDebugging.mockImplementationOnce(answer);
      await expect(debugReward(services, new Uri())).rejects.toThrow(/debugger for Node could not be attached/u);
    }
  });
});
