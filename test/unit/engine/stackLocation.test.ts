import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { userStack } from "../../../src/engine/reward/sandbox/stackLocation.ts";

const own = "/a folder/(new)/one.reward.ts";
const packaged = "/a folder/node_modules/words/index.js";

describe("a stack out of a sandbox", () => {
  it.each([
    `    at score (${own}:3:7)`,
    `    at ${own}:3:7`,
    `    at async ${pathToFileURL(own).href}:3:7`,
    `    at Object.score [as run] (${pathToFileURL(own).href}:3:7)`,
  ])("has the person's own line: %s", (frame) => {
    const stack = `Error: no\n    at node:internal:1:2\n    at words (${packaged}:1:1)\n${frame}\n    at /fk/sandbox.mjs:9:9`;
    const { location, text } = userStack(stack, [own, packaged]);
    expect(location).toEqual({ file: own, line: 3, column: 7 });
    expect(text).toBe(`Error: no\n    at words (${packaged}:1:1)\n${frame}`);
  });

  it("has the package's line where there is no other, and none of files that are not the reward's", () => {
    expect(userStack(`    at ${packaged}:1:1`, [own, packaged]).location?.file).toBe(packaged);
    expect(userStack(`    at x${own}:1:1\n    at ${own}.other:1:1`, [own]).location).toBeUndefined();
  });

  it("may be forged, of thousands of lines for hundreds of files, and is read in no time to speak of", () => {
    const files = Array.from({ length: 700 }, (_, i) => `/many/m${i}.ts`);
    const forged = Array.from({ length: 3300 }, (_, i) => `    at ${"(".repeat(5)}${i}.ts:1:1`).join("\n");
    const started = process.cpuUsage();
    expect(userStack(forged, files).location).toBeUndefined();
    const { user, system } = process.cpuUsage(started);
    // What it took before, a look at each file for each line, was 8 s.
    expect(user + system).toBeLessThan(500_000);
  });
});
