import { describe, expect, it } from "vitest";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import { Moments } from "../../../webview/inspector/moments.ts";
import { ShownTime } from "../../../webview/inspector/shownTime.ts";
import { baseState, runAt } from "../../../webview/dev/story.ts";

/** Answers when told to, in any order. */
function slowHost() {
  const asked: number[] = [];
  const answers = new Map<number, (particles: readonly ParticleView[]) => void>();
  const fetch = (step: number): Promise<readonly ParticleView[]> => {
    asked.push(step);
    return new Promise((resolve) => answers.set(step, resolve));
  };
  return { asked, fetch, answer: (step: number) => answers.get(step)?.([]) };
}

describe("moments", () => {
  it("are fetched once, and of several asked for in a hurry only the last is shown", async () => {
    const host = slowHost();
    const moments = new Moments(host.fetch);
    const [first, second] = [moments.ask("run", 4), moments.ask("run", 8)];
    host.answer(8);
    host.answer(4);
    expect(await first).toBeUndefined();
    expect(await second).toMatchObject({ run: "run", step: 8 });
    expect(await moments.ask("run", 4)).toMatchObject({ step: 4 });
    expect(host.asked).toEqual([4, 8]);
  });

  it("of another run, or of steps that are gone through again, are fetched anew", async () => {
    const asked: number[] = [];
    const moments = new Moments((step) => {
      asked.push(step);
      return Promise.resolve([]);
    });
    await moments.ask("run", 4);
    await moments.ask("other", 4);
    moments.clear();
    await moments.ask("run", 4);
    expect(asked).toEqual([4, 4, 4]);
  });

  it("do not pile up", async () => {
    const asked: number[] = [];
    const moments = new Moments((step) => Promise.resolve([]).finally(() => asked.push(step)));
    for (let step = 0; step < 200; step += 1) await moments.ask("run", step);
    await moments.ask("run", 199);
    expect(asked).toHaveLength(200);
    await moments.ask("run", 0);
    expect(asked).toHaveLength(201);
  });

  it("in full are others than their thumbnails, and fewer of them are kept", async () => {
    const asked: unknown[] = [];
    const moments = new Moments((step, options) => Promise.resolve([]).finally(() => asked.push([step, options.full])));
    await moments.ask("run", 4);
    for (const step of [4, 8, 12, 4]) await moments.ask("run", step, { full: true });
    expect(asked).toEqual([
      [4, undefined],
      [4, true],
      [8, true],
      [12, true],
      [4, true],
    ]);
  });

  it("that the host refuses are asked for again", async () => {
    let refuse = true;
    const moments = new Moments(() => (refuse ? Promise.reject(new Error("gone")) : Promise.resolve([])));
    await expect(moments.ask("run", 4)).rejects.toThrow("gone");
    refuse = false;
    expect(await moments.ask("run", 4)).toMatchObject({ step: 4 });
  });
});

describe("the shown time", () => {
  it("begins anew where another file has come in the place of the run's", async () => {
    const asked: number[] = [];
    const host = {
      addController() {},
      requestUpdate() {},
      removeController() {},
      updateComplete: Promise.resolve(true),
    };
    const time = new ShownTime(host, {
      fetch: (step) => Promise.resolve([]).finally(() => asked.push(step)),
      placed() {},
      refused: (error) => expect.unreachable(String(error)),
    });
    const run = runAt(baseState.form, 64);
    expect([time.follow(run), time.follow({ ...run, secondsLeft: 1 })]).toEqual([true, false]);
    time.go(1);
    await expect.poll(() => asked).toContain(8);
    expect(time.past).toBe(8);
    const replaced = { ...run, edition: 1 };
    expect(time.follow(replaced)).toBe(true);
    expect(time.past).toBeUndefined();
    const before = asked.length;
    time.go(1);
    await expect.poll(() => asked.slice(before)).toContain(8);
  });
});
