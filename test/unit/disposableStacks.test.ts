/** The stacks for a Node without them do what Node's own do. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { ownStacks } from "../../src/disposableStacks.ts";

const both = [
  ["ours", ownStacks],
  ["Node's", { DisposableStack, AsyncDisposableStack }],
] as const;

describe.each(both)("stacks of disposables (%s)", (_, stacks) => {
  it("dispose of all in turn, the last first, once", () => {
    const told: string[] = [];
    const stack = new stacks.DisposableStack();
    const value = stack.use({ [Symbol.dispose]: () => void told.push("used") });
    expect(typeof value[Symbol.dispose]).toBe("function");
    expect(stack.use(undefined)).toBeUndefined();
    expect(stack.adopt("it", (what) => void told.push(`adopted ${what}`))).toBe("it");
    stack.defer(() => void told.push("deferred"));
    expect(stack.disposed).toBe(false);
    stack.dispose();
    stack[Symbol.dispose]();
    expect(told).toEqual(["deferred", "adopted it", "used"]);
    expect(stack.disposed).toBe(true);
    expect(() => stack.defer(() => {})).toThrow(/dispose/u);
    expect(() => new stacks.DisposableStack().use({} as Disposable)).toThrow(TypeError);
  });

  it("wait for each, with what is disposed of at once among them", async () => {
    const told: string[] = [];
    const later = async (what: string): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      told.push(what);
    };
    const stack = new stacks.AsyncDisposableStack();
    stack.use({ [Symbol.asyncDispose]: () => later("first") });
    stack.use({ [Symbol.dispose]: () => void told.push("second") });
    stack.adopt(3, (what) => later(`third ${what}`));
    const moved = stack.move();
    expect([stack.disposed, moved.disposed]).toEqual([true, false]);
    await stack.disposeAsync();
    expect(told).toEqual([]);
    await moved[Symbol.asyncDispose]();
    expect(told).toEqual(["third 3", "second", "first"]);
  });

  it("go on after an error, and throw the last one with those before it", async () => {
    const told: string[] = [];
    const stack = new stacks.AsyncDisposableStack();
    stack.defer(() => void told.push("first"));
    stack.defer(() => Promise.reject(new Error("second")));
    stack.defer(() => {
      throw new Error("third");
    });
    await expect(stack.disposeAsync()).rejects.toMatchObject({
      ...{ name: "SuppressedError", error: { message: "second" }, suppressed: { message: "third" } },
    });
    expect(told).toEqual(["first"]);
    const one = new stacks.DisposableStack();
    one.defer(() => {
      throw new Error("alone");
    });
    expect(() => one.dispose()).toThrow("alone");
  });
});

describe("a Node as old as VS Code's", () => {
  it("runs what is built", async () => {
    // What came after Node 22.
    const without = ["DisposableStack", "AsyncDisposableStack", "SuppressedError", "Float16Array", "URLPattern"];
    const first = without.map((name) => `delete globalThis.${name};`).join("");
    const cli = join(import.meta.dirname, "../../dist/cli.mjs");
    const run = ["run", "--prompt", "The cat", "--reward", "length", "--particles", "2", "--steps", "4"];
    const args = ["--import", `data:text/javascript,${first}`, cli, ...run, "--device", "cpu", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect((JSON.parse(stdout) as { particles: unknown[] }).particles).toHaveLength(2);
  });
});
