/** What programs do with objects of their own, which the sandbox's lock on those of all leaves free. */
import { afterAll, describe, expect, it } from "vitest";
import { Workspace, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());
const never = new AbortController().signal;
const limits = { milliseconds: 30_000 };

/** Each gives 1 where the object's own property is used, as it is where nothing is locked. */
const own: Readonly<Record<string, string>> = {
  "a function's bind": "const f = () => 0; f.bind = () => 1; return f.bind();",
  "a function's call and apply": "const f = () => 0; f.call = () => 1; f.apply = () => 0; return f.call() - f.apply();",
  "a list's map": "const list = [0]; list.map = () => 1; return list.map();",
  "a promise's then": "const p = Promise.resolve(0); p.then = (done) => done(1); return p;",
  "a map's get": "const map = new Map(); map.get = () => 1; return map.get();",
  "a set's has": "const set = new Set(); set.has = () => 1; return set.has();",
  "a list's iterator": "const list = []; list[Symbol.iterator] = function* () { yield 1; }; return [...list][0];",
  "an iterator's next":
    "const it = [][Symbol.iterator](); it.next = () => ({ done: false, value: 1 }); return it.next().value;",
  "a class that inherits from Array, as it was written":
    "function List() {} List.prototype = Object.create(Array.prototype); List.prototype.map = () => 1; return new List().map();",
  "a class that inherits from Map": "class Own extends Map { get() { return 1; } } return new Own().get();",
  "what a class has by itself": "class Own extends Array {} Own.from = () => 1; return Own.from();",
  "a prototype's method, by name": "const own = Object.create(Map.prototype); own.set = () => 1; return own.set();",
  "what counts as one of an error's kind":
    "class Own extends Error {} Own[Symbol.hasInstance] = undefined; return Own[Symbol.hasInstance] === undefined ? 1 : 0;",
  "an object that inherits from JSON": "const own = Object.create(JSON); own.parse = () => 1; return own.parse();",
  "a property that can be listed, written again and taken away":
    "const list = []; list.map = 2; list.map = 1; const listed = Object.keys(list).length; delete list.map; return typeof list.map === 'function' ? listed : 0;",
  "a proposed method of every list, as polyfills bring it":
    "try { delete Array.prototype.groupBy; } catch {} Object.defineProperty(Array.prototype, 'groupBy', { value: () => 1, configurable: true, writable: true }); return [].groupBy();",
  "a proposed getter of every list":
    "Object.defineProperty(Array.prototype, 'lastItem', { get() { return this[this.length - 1]; }, configurable: true }); return [0, 1].lastItem;",
  "a method that polyfills replace": "Set.prototype.union = () => 1; return new Set().union();",
  "a list's own property of a proposed name":
    "const list = []; list.groupBy = 1; return [].groupBy === undefined ? list.groupBy : 0;",
  "a symbol that a library adds":
    "Symbol.observable = Symbol('observable'); return typeof Symbol.observable === 'symbol' ? 1 : 0;",
  "a place that is no Node and no page":
    "return self instanceof WorkerGlobalScope && typeof document === 'undefined' && process.versions.node === undefined ? 1 : 0;",
};

/** Each is what all of a program uses. */
const shared: Readonly<Record<string, string>> = {
  "every list's map": "Array.prototype.map = () => [];",
  "every function's bind": "Function.prototype.bind = () => 0;",
  "every promise's then, by its setter":
    "Object.getOwnPropertyDescriptor(Promise.prototype, 'then').set.call(Promise.prototype, () => 0);",
  "every map's get": "Object.defineProperty(Map.prototype, 'get', { value: () => 0 });",
  "a name for every list": "Array.prototype.more = () => 0;",
  "what awaiting a map does": "Object.defineProperty(Map.prototype, 'then', { value: () => 0 });",
  "what counts as a map": "Object.defineProperty(Map, Symbol.hasInstance, { value: () => true });",
  "how leaving a loop goes": "[].values().__proto__.return = () => 0;",
};

describe("a program in the sandbox", () => {
  it.each(Object.entries(own))("has for its own: %s", async (_, body) => {
    await using reward = await workspace.open(rewardOf(`return Promise.all(samples.map(async () => {${body}}));`), {
      limits,
    });
    expect(Array.from(await reward.score([textSample("a")], never))).toEqual([1]);
  });

  it.each(Object.entries(shared))("cannot change for all: %s", async (_, body) => {
    await using reward = await workspace.open(rewardOf(`${body} return samples.map(() => 1);`), { limits });
    expect(await errorOf(reward.score([textSample("a")], never))).toMatchObject({
      code: "reward-threw",
      message: expect.stringContaining("TypeError"),
    });
  });
});
