import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { OpenedRun } from "../../../src/extension/panel/openedRun.ts";
import { Sessions } from "../../../src/extension/sessions/sessions.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const path = join(folder, "a.fkrun");
const uri = { fsPath: path } as Parameters<typeof OpenedRun.of>[0];

function harness() {
  const watched = new Set<() => void>();
  const watch = (_: string, changed: () => void) => {
    watched.add(changed);
    return { dispose: () => void watched.delete(changed) };
  };
  return { watched, watch, sessions: new Sessions({ live: () => undefined }) };
}

describe("a run file that an editor has open", () => {
  it("is a run, followed by its session alone, and held until it is closed", async () => {
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(64), exampleResult, exampleEnd]);
    const { sessions, watched, watch } = harness();
    const opened = await OpenedRun.of(uri, { sessions, watch });
    expect(opened.run).toMatchObject({ session: { id: path } });
    expect(watched.size).toBe(0);
    opened.dispose();
    expect(sessions.all).toEqual([]);
  });

  it("says why it is none, until it is one", async () => {
    await rm(path, { force: true });
    const { sessions, watched, watch } = harness();
    const opened = await OpenedRun.of(uri, { sessions, watch });
    const heard: unknown[] = [];
    opened.onDidChange(() => heard.push(typeof opened.run));
    expect(opened.run).toMatch(/there is no such file/u);
    await writeFile(path, "");
    for (const changed of watched) changed();
    await vi.waitFor(() => expect(opened.run).toMatch(/is empty/u), 60_000);
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4)]);
    for (const changed of watched) changed();
    await vi.waitFor(() => expect(opened.run).toMatchObject({ session: { view: { step: 4 } } }), 60_000);
    expect(heard).toEqual(["string", "object"]);
    expect(watched.size).toBe(0);
    opened.dispose();
    expect(sessions.all).toEqual([]);
  });

  it("that is closed holds no run, whatever becomes of the file", async () => {
    await writeFile(path, "Nothing.\n");
    const { sessions, watched, watch } = harness();
    const opened = await OpenedRun.of(uri, { sessions, watch });
    const [changed] = watched;
    await rm(path);
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4)]);
    changed!();
    opened.dispose();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sessions.all).toEqual([]);
    expect(watched.size).toBe(0);
  });
});
