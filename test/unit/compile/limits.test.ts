/** What ends the putting together of a reward, and that each such end says what was hit and touches no other reward. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { type CompileOptions, compileReward } from "../../../src/compile/compileReward.ts";
import { nestsDeeper } from "../../../src/compile/reading.ts";
import { childrenOf } from "../../fixtures/rewards/childProcesses.ts";
import { Workspace } from "../../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());
const folders = [workspace.folder];
/** esbuild's own process. */
const compilers = (): number[] => childrenOf(process.pid, "--service");
const good = "export default { accepts: 'text', score: () => [] };\n";

async function findingsOf(source: string, limits: Pick<CompileOptions, "milliseconds" | "megabytes"> = {}) {
  const file = workspace.write("a.reward.ts", source);
  const result = await compileReward(file, { folders, ...limits });
  return result.ok ? [] : result.diagnostics;
}

describe("a reward that is too much for the compiler", () => {
  it("is told of brackets in brackets, in data and in code", async () => {
    const nest = (ending: string): string => {
      workspace.write(`nest.${ending}`, "[".repeat(400_000) + "]".repeat(400_000));
      return `import x from "./nest.${ending}";\n${good}export { x };`;
    };
    for (const ending of ["json", "js"]) {
      const [found] = await findingsOf(nest(ending));
      expect(found?.message).toMatch(/nest\.js.*has brackets in brackets, more than 5000 deep/u);
      expect(found?.location.line).toBe(1);
    }
  });

  it("is told that esbuild ended, and the next one is put together by another", async () => {
    const long = findingsOf(`globalThis.x = ${"<T>(x)=>".repeat(2000)}1;\n${good}`);
    await expect.poll(compilers).toHaveLength(1);
    process.kill(compilers()[0]!, "SIGKILL");
    const [found] = await long;
    expect(found?.message).toMatch(/^esbuild, which puts rewards together, ended over this one when . files/u);
    expect(await findingsOf(good)).toEqual([]);
  });

  it("is told by what esbuild ended, once and in a line; nothing of its stack reaches the error stream", async () => {
    const program = workspace.write(
      "compile.mjs",
      `import { compileReward } from ${JSON.stringify(join(import.meta.dirname, "../../../src/compile/compileReward.ts"))};
       const result = await compileReward(process.argv[2], { folders: [process.argv[3]] });
       process.stdout.write(JSON.stringify(result), () => process.exit());`,
    );
    const file = workspace.write("a.reward.ts", `globalThis.x = ${"<T>(x)=>".repeat(2000)}1;\n${good}`);
    const child = spawn(process.execPath, ["--no-warnings", program, file, workspace.folder]);
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    await expect.poll(() => childrenOf(child.pid!, "--service"), { timeout: 80_000 }).toHaveLength(1);
    await new Promise((later) => setTimeout(later, 300));
    // Go's own crash: it writes the stacks of all its threads.
    process.kill(childrenOf(child.pid!, "--service")[0]!, "SIGABRT");
    const [result, complaint] = await said;
    expect(complaint).toBe("");
    const { diagnostics } = JSON.parse(result) as { diagnostics: { message: string }[] };
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(
      /^esbuild, .* ended over this one when . files? .* had been read \(SIGABRT: abort\): /u,
    );
    expect(diagnostics[0]?.message).not.toContain("\n");
  });

  it("is told that findings which repeat a long line take too much memory, and the next reward compiles", async () => {
    const line = Array.from({ length: 1000 }, (_, i) => `import "./no${i}";`).join("");
    const [found] = await findingsOf(`${line}/*${"x".repeat(1_000_000)}*/\n${good}`, { megabytes: 300 });
    expect(found?.message).toMatch(/^esbuild, .* ended over this one .* \(it needed more than 300 MB of memory\): /u);
    expect(await findingsOf(good)).toEqual([]);
  });

  it("is told of imports that are not there where they are too many to be told one by one, and of each where they are few", async () => {
    const imports = (count: number, of: string) =>
      Array.from({ length: count }, (_, i) => `import "${of}${i}";`).join("\n");
    const told =
      /a\.reward\.ts" imports (?<count>\d+) files or packages that are not there, .*\("(?<first>.*)" is the first/u;
    const counted = async (source: string) => told.exec((await findingsOf(source))[0]?.message ?? "")?.groups;
    expect(await counted(`${imports(50_000, "./no")}\n${good}`)).toMatchObject({ count: "50000", first: "./no0" });
    const comment = `/*${`${"x".repeat(99)}\n`.repeat(20_000)}*/\n`;
    expect(await counted(`${comment}${imports(600, "no")}\n${good}`)).toMatchObject({ count: "600", first: "no0" });
    expect(await findingsOf(`${imports(100, "./no")}\n${good}`)).toHaveLength(100);
  });

  it("may import files that are there, however many and however far down", async () => {
    for (let i = 0; i < 600; i += 1) workspace.write(`there/m${i}.ts`, "export {};\n");
    const imports = Array.from({ length: 600 }, (_, i) => `import "./there/m${i}${i % 2 === 0 ? "" : ".js"}";`).join(
      "\n",
    );
    expect(await findingsOf(`/*${`${"x".repeat(99)}\n`.repeat(20_000)}*/\n${imports}\n${good}`)).toEqual([]);
  });

  it("is told of all files together", async () => {
    workspace.write("big.txt", "y".repeat(19e6));
    const imports = Array.from(
      { length: 300 },
      (_, i) => `import b${i} from "./big.txt?${i}"; globalThis.b${i} = b${i};`,
    );
    const [found] = await findingsOf(`${imports.join("\n")}\n${good}`);
    expect(found?.message).toMatch(/what this reward imports has more than 64 MB, which is the most: import less/u);
  }, 90_000);

  it("is told of its time, and of an import that ranges over folders only where there is one", async () => {
    const [found] = await findingsOf(`globalThis.x = ${"<T>(x)=>".repeat(2000)}1;\n${good}`, { milliseconds: 500 });
    expect(found?.message).toMatch(
      /took too long: after 1 s 1 file \(1 MB at most\) had been read. Look for code that takes/u,
    );
    expect(found?.message).not.toContain("run time");
    expect(await findingsOf(good)).toEqual([]);
  });

  it("is not told a long line again with each of its warnings", async () => {
    const warned = `const o = {${"a:1,".repeat(2000)}}; export { o };`;
    workspace.write("long.js", `${warned}/*${"x".repeat(30_000)}*/`);
    workspace.write("short.js", warned);
    const warnings = async (name: string): Promise<number> => {
      const file = workspace.write("a.reward.ts", `import { o } from "./${name}.js";\n${good}export { o };`);
      const result = await compileReward(file, { folders });
      return result.ok ? result.warnings.length : -1;
    };
    expect(await warnings("long")).toBe(0);
    expect(await warnings("short")).toBe(101);
  });
});

it("counts brackets of code, not of texts", () => {
  expect(nestsDeeper("[".repeat(11), 10)).toBe(true);
  expect(nestsDeeper("[]".repeat(11), 10)).toBe(false);
  expect(nestsDeeper(`"${"[".repeat(11)}" '\\'${"(".repeat(11)}'`, 10)).toBe(false);
  expect(nestsDeeper(`'not closed\n${"{".repeat(11)}`, 10)).toBe(true);
});
