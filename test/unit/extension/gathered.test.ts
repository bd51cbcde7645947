import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { gathered, oneAtATime } from "../../../src/extension/gathered.ts";

it("does the work of a thousand events once, each key once, and never twice at a time", async () => {
  const done: (readonly string[])[] = [];
  let under = 0;
  const enough = Promise.withResolvers<void>();
  const changes = gathered<string>(async (keys) => {
    expect((under += 1)).toBe(1);
    await enough.promise;
    done.push(keys);
    under -= 1;
  });
  for (let i = 0; i < 1000; i += 1) changes.add(`file ${i % 7}`);
  await expect.poll(() => under).toBe(1);
  for (let i = 0; i < 1000; i += 1) changes.add("late");
  enough.resolve();
  await expect.poll(() => done.length).toBe(2);
  expect(done).toEqual([Array.from({ length: 7 }, (_, i) => `file ${i}`), ["late"]]);
  changes[Symbol.dispose]();
  changes.add("too late");
  await setTimeout(150);
  expect(done).toHaveLength(2);
});

it("goes on after work that failed", async () => {
  const errors: unknown[] = [];
  let times = 0;
  const changes = gathered<string>(
    () => Promise.reject(new Error(String((times += 1)))),
    (error) => errors.push(error),
  );
  changes.add("a");
  await expect.poll(() => errors.length).toBe(1);
  changes.add("a");
  await expect.poll(() => errors.length).toBe(2);
});

it("gives all who ask meanwhile what the next time finds", async () => {
  let times = 0;
  const look = oneAtATime(async () => {
    const mine = (times += 1);
    await setTimeout(20);
    if (mine === 1) throw new Error("first");
    return mine;
  });
  const first = look();
  const same = look();
  await expect(first).rejects.toThrow("first");
  await expect(same).rejects.toThrow("first");
  const second = look();
  await setTimeout(5);
  expect(await Promise.all([second, look(), look(), look()])).toEqual([2, 3, 3, 3]);
  expect(times).toBe(3);
});
