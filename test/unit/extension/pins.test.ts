/** What is seen side by side in every page. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newRunView, withEvent } from "../../../src/protocol/runView.ts";
import { Pins } from "../../../src/extension/sessions/pins.ts";
import { Sessions } from "../../../src/extension/sessions/sessions.ts";
import { ShownPlaces } from "../../../src/extension/sessions/shownPlaces.ts";
import type { RunView } from "../../../src/protocol/panel.ts";
import { mostPins } from "../../../src/protocol/shownPlace.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleStepAt, writeExampleRun } from "../../support/exampleRun.ts";
import { particle, specification, step } from "./runs.ts";
import { useFolder } from "../../support/useFolder.ts";

const folder = useFolder({ emptied: true });
const ended = join(folder, "ended.fkrun");
beforeEach(async () => {
  await writeExampleRun(ended, [exampleHeader, ...exampleStepAt(4), ...exampleStepAt(64), exampleResult, exampleEnd]);
});
const windows: Sessions[] = [];
afterEach(() => {
  for (const sessions of windows.splice(0)) sessions.dispose();
});

const particles = Array.from({ length: 6 }, (_, n) => particle(n, n / 10));
const live: RunView = withEvent(newRunView("/live.fkrun", specification()), step(4, particles));

function opened(places?: ShownPlaces) {
  const sessions = new Sessions({ live: (path) => (path === live.id ? live : undefined), ...(places && { places }) });
  windows.push(sessions);
  const pins = new Pins(sessions);
  const names = () => pins.views.map((pin) => `${pin.particle.index} of ${pin.run}`);
  return { sessions, pins, names };
}

describe("pins", () => {
  it("come, go, and make room for one too many", async () => {
    const { pins, names, sessions } = opened();
    for (let n = 0; n <= mostPins; n += 1) await pins.toggle(live.id, n);
    expect(names()).toEqual([1, 2, 3, 4].map((n) => `${n} of ${live.id}`));
    await pins.toggle(live.id, 2);
    expect(names()).toEqual([1, 3, 4].map((n) => `${n} of ${live.id}`));
    pins.clear();
    expect(pins.views).toEqual([]);
    expect(sessions.all).toEqual([]);
  });

  it("are of several runs, and hold them open", async () => {
    const { pins, names, sessions } = opened();
    await pins.toggle(live.id, 0);
    await pins.addBest(ended);
    await pins.addBest(ended);
    expect(names()).toEqual([`0 of ${live.id}`, `0 of ${ended}`]);
    expect(pins.views[1]?.specification).toEqual(exampleHeader.specification);
    expect(sessions.all.map(({ id }) => id)).toEqual([live.id, ended]);
    expect(await pins.particle({ run: ended, particle: 0, step: 4 })).toMatchObject({ index: 0 });
    await expect(pins.particle({ run: "/none.fkrun", particle: 0 })).rejects.toThrow("not pinned any more");
    await expect(pins.toggle(join(folder, "none.fkrun"), 0)).rejects.toMatchObject({ code: "run-file" });
  });

  it("are there again after the window was reloaded, and once only", async () => {
    const memory = new Map<string, unknown>();
    const update = (name: string, value: unknown) => Promise.resolve(void memory.set(name, value));
    const places = new ShownPlaces({ get: (name) => memory.get(name), update });
    const before = opened(places);
    await before.pins.toggle(ended, 0);
    before.pins.dispose();
    const { pins, names, sessions } = opened(places);
    const { session } = await sessions.open(ended);
    await pins.restore(session);
    await pins.restore(session);
    expect(names()).toEqual([`0 of ${ended}`]);
    pins.clear();
    await pins.restore(session);
    expect(names()).toEqual([]);
    expect(places.of(ended)?.pins).toEqual([]);
  });

  it("go on with their run, and are the same array while nothing is other", async () => {
    const { pins, sessions } = opened();
    await pins.toggle(live.id, 1);
    let heard = 0;
    pins.onDidChange(() => (heard += 1));
    const before = pins.views;
    sessions.update({ ...live, secondsLeft: 1 });
    expect(pins.views).toBe(before);
    sessions.update(withEvent(live, step(8, [particle(0, 0), particle(1, 0.9)])));
    expect(pins.views[0]?.particle.reward).toBe(0.9);
    sessions.update({ ...live, particles: [] });
    expect(pins.views).toEqual([]);
    expect(heard).toBe(3);
  });
});
