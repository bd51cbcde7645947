import { copyFile, mkdir, readFile, rename, rm, rmdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { newRunView } from "../../../src/protocol/runView.ts";
import { ShownPlaces } from "../../../src/extension/sessions/shownPlaces.ts";
import { Sessions } from "../../../src/extension/sessions/sessions.ts";
import type { RunView } from "../../../src/protocol/panel.ts";
import { openRunFile } from "../../../src/runfile/write.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { toyRun, toyTexts } from "../../support/toyRun.ts";
import { votesOf } from "../../../src/protocol/ballot.ts";
import { refusedByVotes } from "../../../src/protocol/voting.ts";
import { particle, specification } from "./runs.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });

const at = (name: string): string => join(folder, `${name}.fkrun`);
const live = (path: string): RunView => ({ ...newRunView(path, specification()), status: "running" });

function harness() {
  const running = new Map<string, RunView>();
  const sessions = new Sessions({ live: (path) => running.get(path) });
  const heard: (string | undefined)[] = [];
  sessions.onDidChangeActive(() => heard.push(sessions.active?.id));
  return { sessions, running, heard };
}

describe("sessions", () => {
  it("are several at once, and commands act on the one that was looked at last", async () => {
    await writeExampleRun(at("a"), [exampleHeader, ...exampleStepAt(64), exampleResult, exampleEnd]);
    const { sessions, heard } = harness();
    const [a, b] = [await sessions.open(at("a")), sessions.begin(live(at("b")))];
    expect(sessions.active).toBeUndefined();
    a.activate();
    expect(sessions.active?.view.status).toBe("done");
    b.activate();
    a.activate();
    a.activate();
    expect(heard).toEqual([at("a"), at("b"), at("a")]);
    a.release();
    expect(sessions.active).toBeUndefined();
    expect(sessions.all.map(({ id }) => id)).toEqual([at("b")]);
    sessions.dispose();
  });

  it("share one run: it is closed when nobody holds it any more", async () => {
    await writeExampleRun(at("a"), [exampleHeader, ...exampleStepAt(4), { kind: "end", outcome: "stopped" }]);
    const { sessions } = harness();
    const [panel, editor] = [await sessions.open(at("a")), await sessions.open(at("a"))];
    expect(editor.session).toBe(panel.session);
    panel.release();
    panel.release();
    expect((await editor.session.document()).stepCount).toBe(1);
    editor.release();
    await expect(editor.session.document()).rejects.toMatchObject({ code: "run-file" });
  });

  it("of a run of this window show how it stands, whoever opened it", async () => {
    const { sessions, running, heard } = harness();
    running.set(at("b"), live(at("b")));
    const held = await sessions.open(at("b"));
    held.activate();
    let changes = 0;
    held.session.onDidChange(() => (changes += 1));
    sessions.update({ ...live(at("b")), step: 7 });
    sessions.update({ ...live(at("other")), step: 8 });
    expect([held.session.view.step, changes]).toEqual([7, 1]);
    expect(heard).toHaveLength(2);
    sessions.dispose();
  });

  it("follow a file that another program writes, and keep what was shown when it can be read no more", async () => {
    await using file = await openRunFile(at("c"));
    await file.write(exampleHeader, ...exampleStepAt(4));
    const { sessions } = harness();
    const { session } = await sessions.open(at("c"));
    expect(session.view).toMatchObject({ status: "failed", step: 4 });
    await file.write(...exampleStepAt(8), { kind: "end", outcome: "stopped" });
    await sessions.changedOnDisk(at("c"));
    expect(session.view).toMatchObject({ status: "stopped", step: 8, warnings: [] });
    await rm(at("c"));
    await sessions.changedOnDisk(at("c"));
    expect(session.view.step).toBe(8);
    sessions.dispose();
  });

  it("say that a file is gone and show what they have of it, until it is back", async () => {
    await writeExampleRun(at("k"), [exampleHeader, ...exampleStepAt(4), { kind: "end", outcome: "stopped" }]);
    const { sessions } = harness();
    const { session } = await sessions.open(at("k"));
    await rename(at("k"), at("elsewhere"));
    await sessions.changedOnDisk(at("k"));
    expect(session.view).toMatchObject({ step: 4, warnings: [expect.stringContaining("was deleted or moved")] });
    expect((await session.stepNumbered(4)).particles).toHaveLength(1);
    await rename(at("elsewhere"), at("k"));
    await sessions.changedOnDisk(at("k"));
    expect(session.view.warnings).toEqual([]);
    expect(session.view.edition).toBeUndefined();
    sessions.dispose();
  });

  it.each([
    ["put in its place", (path: string, other: string) => rename(other, path)],
    ["written over it", async (path: string, other: string) => writeFile(path, await readFile(other))],
  ])("show another file that was %s, its steps as well, and say so", async (_, replace) => {
    await writeExampleRun(at("l"), [exampleHeader, ...exampleStepAt(64), exampleResult, exampleEnd]);
    const other = { ...exampleHeader, created: "2026-11-23T12:00:00.000Z" };
    await writeExampleRun(at("new"), [other, ...exampleStepAt(4), ...exampleStepAt(8)]);
    const { sessions } = harness();
    const { session } = await sessions.open(at("l"));
    await session.document();
    await replace(at("l"), at("new"));
    await sessions.changedOnDisk(at("l"));
    expect(session.view).toMatchObject({ step: 8, edition: 1, warnings: [expect.stringContaining("another file")] });
    expect((await session.stepNumbered(8)).particles).toHaveLength(1);
    await expect(session.stepNumbered(64)).rejects.toMatchObject({ code: "run-file" });
    sessions.dispose();
  });

  it("follow a file through a folder, a circle of links and a part of it, each with its sentence, to the file again", async () => {
    const path = at("o");
    await writeExampleRun(path, [exampleHeader, ...exampleStepAt(4), ...exampleStepAt(64), exampleResult, exampleEnd]);
    await copyFile(path, at("copy"));
    const { sessions } = harness();
    const { session } = await sessions.open(path);
    const seen = async (): Promise<unknown[]> => {
      // Whatever happened is told more than once.
      await sessions.changedOnDisk(path);
      await sessions.changedOnDisk(path);
      return [session.view.status, session.view.step, ...session.view.warnings];
    };
    await rm(path);
    expect(await seen()).toEqual(["done", 64, expect.stringContaining("was deleted or moved")]);
    await mkdir(path);
    expect(await seen()).toEqual(["done", 64, expect.stringContaining("is not a file")]);
    await rmdir(path);
    await symlink(path, path);
    expect(await seen()).toEqual(["done", 64, expect.stringContaining("its links lead in a circle")]);
    await rm(path);
    await copyFile(at("copy"), path);
    expect(await seen()).toEqual(["done", 64]);
    await truncate(path, (await readFile(path)).lastIndexOf("\n", -2) + 1);
    expect(await seen()).toEqual([
      "failed",
      expect.any(Number),
      expect.stringContaining("is another file than it was"),
    ]);
    await truncate(path, 0);
    expect(await seen()).toEqual(["failed", expect.any(Number), expect.stringContaining("is empty")]);
    await copyFile(at("copy"), path);
    expect(await seen()).toEqual(["done", 64]);
    expect((await session.stepNumbered(64)).particles).toHaveLength(1);
    sessions.dispose();
  });

  it("keep what was shown of a file that is no run any more, and say why", async () => {
    await writeExampleRun(at("m"), [exampleHeader, ...exampleStepAt(64), exampleResult, exampleEnd]);
    const { sessions } = harness();
    const { session } = await sessions.open(at("m"));
    await writeFile(at("m"), "Nothing.\n");
    await sessions.changedOnDisk(at("m"));
    expect(session.view).toMatchObject({ status: "done", step: 64 });
    expect(session.view.warnings).toEqual([expect.stringContaining("does not begin with a run's header")]);
    sessions.dispose();
  });

  it("are watched as long as they are held, and look at the last of many changes", async () => {
    await writeExampleRun(at("n"), [exampleHeader, ...exampleStepAt(4)]);
    const watched = new Map<string, () => void>();
    const sessions = new Sessions({
      live: () => undefined,
      watch: (path, changed) => {
        watched.set(path, changed);
        return { dispose: () => void watched.delete(path) };
      },
    });
    const held = await sessions.open(at("n"));
    let changes = 0;
    held.session.onDidChange(() => (changes += 1));
    await rm(at("n"));
    for (let i = 0; i < 50; i += 1) watched.get(at("n"))!();
    await vi.waitFor(() => expect(held.session.view.warnings).toHaveLength(1), 60_000);
    expect(changes).toBeLessThan(4);
    held.release();
    expect([...watched.keys()]).toEqual([]);
  });
});

describe("a session", () => {
  it("is shown before what led there is read, and completed unless another view is shown by then", async () => {
    await writeExampleRun(at("f"), [
      exampleHeader,
      ...exampleStepAt(4),
      ...exampleStepAt(64),
      exampleResult,
      exampleEnd,
    ]);
    const { sessions } = harness();
    const { session } = await sessions.open(at("f"));
    expect(session.view).toMatchObject({ status: "done", step: 64, genealogy: { scored: [] } });
    await vi.waitFor(() => expect(session.view.genealogy.scored.map(({ step }) => step)).toEqual([4, 64]), 60_000);
    sessions.dispose();
  });

  it("has the step and the pins that were looked at, in another window too; what is no such place is forgotten", async () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const window = () => new Sessions({ live: () => undefined, places: new ShownPlaces(memory) });
    const place = { step: 4, pins: [3, 1] };
    window()
      .begin(live(at("g")))
      .session.look(place);
    window()
      .begin(live(at("h")))
      .session.look({ pins: [2] });
    expect(window().begin(live(at("g"))).session.place).toEqual(place);
    for (let i = 0; i < 40; i += 1)
      window()
        .begin(live(at(`i${i}`)))
        .session.look(place);
    expect(window().begin(live(at("g"))).session.place).toEqual({ pins: [] });
    kept.set("shownPlaces", [{ run: at("g"), place: { step: -1, pins: "all" } }]);
    expect(window().begin(live(at("g"))).session.place).toEqual({ pins: [] });
  });

  it("has the votes on a run that waits, in another window too, and says which count for nothing", () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    };
    const window = () => new Sessions({ live: () => undefined, places: new ShownPlaces(memory) });
    const particles = [particle(0, 0.5), { ...particle(1, 0.1), weight: 0 }, particle(2, 0.3)];
    const waiting: RunView = { ...live(at("w")), status: "paused", step: 6, particles };
    const { session } = window().begin(waiting);
    let heard = 0;
    session.onDidChange(() => (heard += 1));
    for (const deed of ["raise", "raise", "lower", "raise"] as const) session.vote(6, 0, deed);
    session.vote(6, 2, "kill");
    session.unvote();
    session.look({ ...session.place, step: 4 });
    expect(heard).toBe(6);
    const again = window().begin(waiting).session;
    expect(votesOf(again.ballot!)).toEqual({ step: 6, votes: [{ particle: 0, vote: 2 }] });
    expect(() => again.vote(6, 1, "raise")).toThrow(/^Particle 1 is dead: its weight is 0 already/u);
    expect(() => again.vote(4, 0, "kill")).toThrow(/^Votes count at step 6, where the run waits/u);
    expect(refusedByVotes(waiting, again.ballot!)).toBeUndefined();
    for (const n of [0, 2]) again.vote(6, n, "kill");
    expect(refusedByVotes(waiting, again.ballot!)).toMatch(/^Every particle is killed/u);
    // At its next pause nothing is said yet, and where it does not wait nothing can be.
    expect(window().begin({ ...waiting, step: 8 }).session.ballot).toEqual({ step: 8, cast: [] });
    const over = window().begin({ ...waiting, status: "done" }).session;
    expect(over.ballot).toBeUndefined();
    expect(() => over.vote(6, 0, "kill")).toThrow(/^The run waits for no votes now/u);
  });

  it("says what cannot be done with its run, and why", async () => {
    const { sessions } = harness();
    const { session } = sessions.begin(live(at("b")));
    expect(session.refused.stop).toBeUndefined();
    expect(session.refused.refine).toMatch(/^Only a run that came to its end/u);
    expect(session.refused.save).toMatch(/^The run goes on/u);
    sessions.update({ ...live(at("b")), status: "done" });
    expect(session.refused.stop).toBe("The run has ended");
    expect(session.refused.save).toBeUndefined();
    sessions.dispose();
  });

  it("tells any scored step as it was told while the run went on, as soon as it is in the file", async () => {
    const { told } = await toyRun(at("d"), toyTexts, { refine: { iterations: 1 } });
    const { sessions } = harness();
    const { session } = sessions.begin(live(at("d")));
    for (const [index, scoring] of told.entries()) expect(await session.scoredStep(index)).toStrictEqual(scoring);
    await expect(session.scoredStep(told.length)).rejects.toMatchObject({ code: "run-file" });
    sessions.dispose();
  });

  it("tells where the tokens of a text end, of what it has and no more", async () => {
    await writeExampleRun(at("t"), [exampleHeader, ...exampleStepAt(4), ...exampleStepAt(64)]);
    const { sessions } = harness();
    const { session } = await sessions.open(at("t"));
    const told = {
      generated: " there was a cat.",
      tokens: [expect.objectContaining({ end: 6 }), expect.objectContaining({ end: 17 })],
    };
    expect([await session.tokens(undefined, 0), await session.tokens(4, 0)]).toMatchObject([told, told]);
    await expect(session.tokens(undefined, 7)).rejects.toMatchObject({ code: "run-file" });
    await expect(session.tokens(5, 0)).rejects.toMatchObject({ code: "run-file" });
    await rm(at("t").replace(".fkrun", ".fksamples"));
    const { session: bare } = sessions.begin({ ...live(at("t")), status: "done" });
    expect(await bare.tokens(undefined, 0)).toMatchObject(told);
    sessions.dispose();
    const another = await harness().sessions.open(at("t"));
    await expect(another.session.tokens(undefined, 0)).rejects.toMatchObject({ code: "run-file" });
    another.release();
  });

  it("has no document before there is a file, and has it then; steps that come later are in it", async () => {
    const { sessions } = harness();
    const { session } = sessions.begin(live(at("e")));
    await expect(session.document()).rejects.toMatchObject({ code: "run-file" });
    await using file = await openRunFile(at("e"));
    await file.write(exampleHeader);
    expect((await session.document()).stepCount).toBe(0);
    await file.write(...exampleStepAt(4));
    expect((await session.scoredStep(0)).particles).toHaveLength(1);
    sessions.dispose();
  });
});
