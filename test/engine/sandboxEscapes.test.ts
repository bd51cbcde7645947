/** Ways out by imports, which the compiler closes, and by tampering with what the link stands on. Others are in hostile.test.ts. */
import { symlinkSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Workspace, errorOf, rewardOf, textSample } from "../fixtures/rewards/workspace.ts";

const inside = new Workspace();
const outside = new Workspace();
const secret = outside.write("secret.txt.mjs", 'export default "secret";');
const never = new AbortController().signal;
afterAll(() => {
  inside[Symbol.dispose]();
  outside[Symbol.dispose]();
});

describe("an escape by import", () => {
  const compile = async (before: string) =>
    (await errorOf(inside.open(rewardOf("return [1];", before)))) as Error & { code: string };

  it.each([
    "node:fs",
    "fs",
    "fs/promises",
    "child_process",
    "node:worker_threads",
    "net",
    "http",
    "https",
    "http2",
    "dns",
    "tls",
    "dgram",
    "process",
    "node:vm",
    "node:sqlite",
    "module",
  ])("of %s is refused when it is compiled, at its place", async (name) => {
    const error = await compile(`import * as it from "${name}";\nconsole.log(it);`);
    expect(error.code).toBe("reward-compile");
    expect(error.message).toMatch(/test\.reward\.ts:2:\d+: ".*" is a part of Node\.js that rewards cannot use/u);
  });

  it("of a file outside of the workspace is refused, JSON too", async () => {
    const json = outside.write("secret.json", '"secret"');
    for (const path of [json, secret]) {
      const error = await compile(`import it from ${JSON.stringify(path)};\nconsole.log(it);`);
      expect(error.code).toBe("reward-compile");
      expect(error.message).toContain("outside the workspace");
    }
  });

  it("of a file in the workspace that links out of it is refused, as is a linked folder", async () => {
    symlinkSync(secret, `${inside.folder}/link.mjs`);
    symlinkSync(outside.folder, `${inside.folder}/linked`);
    for (const path of ["./link.mjs", "./linked/secret.txt.mjs", "./linked/../linked/secret.txt.mjs"]) {
      const error = await compile(`import it from "${path}";\nconsole.log(it);`);
      expect(error.message).toContain("outside the workspace");
    }
  });

  it("by a reward that is itself a link out of the workspace is refused", async () => {
    const path = outside.write("real.reward.ts", rewardOf("return [1];"));
    symlinkSync(path, `${inside.folder}/link.reward.ts`);
    expect((await errorOf(inside.openFile(`${inside.folder}/link.reward.ts`))).code).toBe("reward-untrusted");
  });

  it("of whatever a made-up path may hit is refused outside of the workspace", async () => {
    const away = `../${basename(outside.folder)}`;
    const source = `export default { accepts: "text", async score(samples) { return [(await import("${away}/" + samples[0].prompt + ".json")).default]; } };`;
    const error = await errorOf(inside.open(source));
    expect(error.code).toBe("reward-compile");
    expect(error.message).toContain("outside the workspace");
  });

  it("of a native addon is refused", async () => {
    inside.write("addon.node", "");
    expect((await compile('import it from "./addon.node";\nconsole.log(it);')).message).toContain("native addon");
  });
});

describe("tampering", () => {
  const tampers = [
    ["Object.prototype", "Object.prototype.polluted = 1;"],
    [
      "Object.prototype by a getter",
      "Object.defineProperty(Object.prototype, 'then', { get() { return () => {}; } });",
    ],
    ["Array.prototype", "Array.prototype.push = () => { throw 1; };"],
    ["array iteration", "Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true });"],
    ["Promise", "Promise.prototype.then = () => {};"],
    ["Map", "Map.prototype.get = function () { return this; };"],
    ["Function.prototype.call", "Function.prototype.call = () => {};"],
    ["JSON", "JSON.stringify = () => 'x';"],
  ] as const;

  it("with what the link stands on is told at the reward's own line", async () => {
    const cases = tampers.map(([, body]) => `() => { ${body} },`).join("\n");
    await using reward = await inside.open(
      `const cases = [\n${cases}\n];\nexport default { accepts: "text", score: (s) => { cases[s[0].prompt](); return [1]; } };`,
    );
    for (const [index, [what]] of tampers.entries()) {
      const error = await errorOf(reward.score([{ ...textSample("x"), prompt: String(index) }], never));
      expect(error.code, what).toBe("reward-threw");
      expect(error.message, what).toContain("TypeError");
      expect(error.details.location?.line, what).toBe(index + 2);
    }
  });

  it("finds no object of the link by replacing what can be replaced", async () => {
    await using reward = await inside.open(huntingReward);
    const [found] = await reward.score([textSample("x")], never);
    expect(found).toBe(0);
  });

  it("does not reach another reward", async () => {
    await using first = await inside.open(
      "globalThis.shared = 1; Number.prototype.shared = 1; export default { accepts: 'text', score: () => [1] };",
    );
    await using second = await inside.open(
      "export default { accepts: 'text', score: () => [globalThis.shared ?? (0).shared ?? 2] };",
    );
    expect(Array.from(await first.score([textSample("x")], never))).toEqual([1]);
    expect(Array.from(await second.score([textSample("x")], never))).toEqual([2]);
  });
});

/**
 * Wraps every function that it can replace on every object that it can reach, so that it sees whatever they are called
 * with, lets the link work, and counts what it saw of the process and of the link.
 */
const huntingReward = `
const seen = new Set();
const wrapped = new Set();
function wrap(object, depth) {
  if (object === null || (typeof object !== "object" && typeof object !== "function") || wrapped.has(object) || depth > 4) return;
  wrapped.add(object);
  for (const name of Reflect.ownKeys(object)) {
    const property = Reflect.getOwnPropertyDescriptor(object, name);
    const value = property?.value;
    wrap(value, depth + 1);
    if (typeof value !== "function" || !(property.writable || property.configurable)) continue;
    const note = (all) => { for (let i = 0; i < all.length; i++) seen.add(all[i]); };
    const spy = new Proxy(value, {
      apply(of, self, all) { seen.add(self); note(all); const result = Reflect.apply(of, self, all); seen.add(result); return result; },
      construct(of, all, target) { note(all); return Reflect.construct(of, all, target); },
    });
    try { Object.defineProperty(object, name, { ...property, value: spy }); } catch {}
  }
  wrap(Reflect.getPrototypeOf(object), depth + 1);
}
Error.stackTraceLimit = 100;
Error.prepareStackTrace = (error, sites) => {
  for (const site of sites) for (const value of [site.getThis(), site.getFunction(), site.getEvalOrigin()]) seen.add(value);
  return "stack";
};
const suspicious = ["reallyExit", "_send", "sendRequest", "onNotification", "fireError", "writeUtf8String"];
function isSuspicious(value, depth = 0) {
  try {
    if (value === null || (typeof value !== "object" && typeof value !== "function") || value === wrapped || value === seen) return false;
    if (suspicious.some((name) => typeof value[name] === "function")) return true;
    return depth < 2 && Reflect.ownKeys(value).some((name) => isSuspicious(value[name], depth + 1));
  } catch { return false; }
}
export default { accepts: "text", async score(samples, { models, log }) {
  for (const name of Reflect.ownKeys(globalThis)) if (name !== "globalThis" && name !== "global") wrap(globalThis[name], 0);
  wrap(globalThis, 3);
  for (const f of [async () => {}, function* () {}, async function* () {}, Int8Array, setTimeout(() => {}, 0)]) wrap(Reflect.getPrototypeOf(f), 0);
  log("one", { two: 2 });
  await models.sentiment(["good"]);
  for (const wrong of [() => new URL("bad"), () => structuredClone(() => {}), () => setTimeout("x"), () => new Buffer(-1)]) {
    try { wrong(); } catch (error) { seen.add(error.stack); }
  }
  await models.sentiment("no list").catch((error) => seen.add(error.stack));
  await new Promise((done) => setTimeout(done, 20));
  let found = 0;
  for (const value of [...seen]) if (isSuspicious(value)) found += 1;
  return [found];
} };
`;
