import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compileReward } from "../../../src/compile/compileReward.ts";
import type { CompiledReward } from "../../../src/compile/compileReward.ts";
import { fkSteeringModule } from "../../../src/compile/fkSteeringModule.ts";
import * as define from "../../../src/rewards/define.ts";
import * as helpers from "../../../src/rewards/helpers.ts";
import * as traits from "../../../src/rewards/traits.ts";
import * as sizes from "../../../src/rewards/resized.ts";
import { Workspace, errorOf } from "../../fixtures/rewards/workspace.ts";

const workspace = new Workspace();
afterAll(() => workspace[Symbol.dispose]());

const folders = [workspace.folder];
const good = "export default { accepts: 'text', score: () => [] };\n";

function compile(source: string, name = "a.reward.ts"): Promise<CompiledReward> {
  return compileReward(workspace.write(name, source), { folders });
}
async function diagnosticsOf(source: string) {
  const result = await compile(source);
  if (result.ok) throw new Error("It compiled.");
  return result.diagnostics;
}

describe("compileReward", () => {
  it("has the module that users import do what its declaration says", async () => {
    const module = (await import(`data:text/javascript,${encodeURIComponent(fkSteeringModule)}`)) as typeof define &
      typeof helpers;
    expect(Object.keys(module)).toEqual(Object.keys({ ...define, ...helpers, ...sizes, ...traits }).toSorted());
    const reward = { accepts: "text", score: () => [] } as const;
    expect(module.defineReward(reward)).toBe(define.defineReward(reward));
  });

  it("gives one module without imports, its inputs, and the same hash wherever the workspace lies and whichever of its folders is open", async () => {
    const source =
      'import { defineReward } from "fk-steering";\nimport { n } from "./n.ts";\nimport data from "./d.json";\nexport default defineReward({ accepts: "text", score: (s) => s.map(() => n + data.n) });';
    using other = new Workspace();
    const hashes = [];
    for (const [where, open] of [
      [workspace, "."],
      [other, "."],
      [other, "rewards"],
    ] as const) {
      const helper = where.write("rewards/n.ts", "export const n: number = 1;");
      const json = where.write("rewards/d.json", '{ "n": 2 }');
      const file = where.write("rewards/a.reward.ts", source);
      const result = await compileReward(file, { folders: [join(where.folder, open)] });
      if (!result.ok) throw new Error(result.diagnostics[0]?.message);
      expect(result.inputs[0]).toBe(file);
      expect(result.inputs.toSorted()).toEqual([file, json, helper].toSorted());
      expect(result.code).not.toMatch(/^import /mu);
      expect(result.warnings).toEqual([]);
      hashes.push(result.sha256);
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it("changes its hash with an import, and not with a comment", async () => {
    const hash = async () => {
      const result = await compile(
        "// note\nimport { m } from './m.ts';\nexport default { accepts: 'text', score: () => [m] };",
      );
      return result.ok ? result.sha256 : "";
    };
    workspace.write("m.ts", "export const m = 1;");
    const before = await hash();
    workspace.write("m.ts", "/* one */ export const m = 1;");
    expect(await hash()).toBe(before);
    workspace.write("m.ts", "export const m = 2;");
    expect(await hash()).not.toBe(before);
  });

  it("takes the editor's text before the disk's", async () => {
    const file = workspace.write("edited.reward.ts", good);
    expect((await compileReward(file, { folders, text: "export default (" })).ok).toBe(false);
    expect((await compileReward(file, { folders })).ok).toBe(true);
  });

  it("places findings in UTF-16 columns from 1, whatever stands before them", async () => {
    const [found] = await diagnosticsOf('const é = "😀"; const = 2;');
    expect(found).toMatchObject({
      location: { file: `${workspace.folder}/a.reward.ts`, line: 1, column: 23 },
      severity: "error",
    });
    expect((found?.endColumn ?? 0) - (found?.location.column ?? 0)).toBeGreaterThan(0);
  });

  it("places a finding in the file that it is in", async () => {
    const file = workspace.write("lib/broken.ts", "\nexport const x = ;");
    const [found] = await diagnosticsOf('import { x } from "./lib/broken.ts";\nexport default x;');
    expect(found?.location).toEqual({ file, line: 2, column: 18 });
  });

  it.each([
    ['import x from "left-pad";', /"left-pad" was not found: run npm install left-pad/u],
    ['import x from "@a/b/c";', /npm install @a\/b in/u],
    ['import x from "./gone.ts";', /"\.\/gone\.ts" was not found: correct the path/u],
    ['import x from "fs";', /"fs" is a part of Node\.js.*access to files/u],
    ['import x from "node:test";', /"node:test" is a part of Node\.js/u],
    ['const x = require("https");', /"https" is a part of Node\.js.*network/u],
    ['const x = await import("node:worker_threads");', /other processes/u],
    ['import x from "http://example.org/x.js";', /was not found|cannot be imported/u],
    ['import x from "./a.css";', /cannot import \.css files/u],
  ])("explains at its place why it cannot: %s", async (line, message) => {
    workspace.write("a.css", "");
    const [found] = await diagnosticsOf(`// first line\n${line}\nexport default x;`);
    expect(found?.message).toMatch(message);
    expect(found?.location.line).toBe(2);
    expect(found?.location.column).toBe(line.indexOf('"') + 1);
  });

  it("lets a package go without a part of Node that it says it can go without", async () => {
    workspace.write(
      "node_modules/easy/package.json",
      '{ "name": "easy", "main": "index.js", "browser": { "fs": false } }',
    );
    workspace.write("node_modules/easy/index.js", "const fs = require('fs'); exports.has = typeof fs.readFileSync;");
    expect(
      (await compile('import { has } from "easy";\nexport default { accepts: "text", score: () => [has] };')).ok,
    ).toBe(true);
  });

  it("bundles imports that go in a circle", async () => {
    workspace.write("one.ts", 'import { two } from "./two.ts"; export const one = () => two;');
    workspace.write("two.ts", 'import { one } from "./one.ts"; export const two = () => one;');
    expect(
      (await compile('import { one } from "./one.ts";\nexport default { accepts: "text", score: () => [one] };')).ok,
    ).toBe(true);
  });

  it("reads nothing of the user's tsconfig but where imports lead", async () => {
    workspace.write("tsconfig.json", '{ "extends": "/etc/hostname", "compilerOptions": { "target": "none" } }');
    expect(await compile(good)).toMatchObject({ ok: true, warnings: [] });
  });

  it("warns where there is no default export", async () => {
    const result = await compile("export const a = 1;");
    expect(result.ok && result.warnings[0]?.message).toMatch(/no default export/u);
  });

  it("compiles a reward of 5 MB", async () => {
    const result = await compile(
      `const table = ${JSON.stringify("x".repeat(5e6))};\n${good}export { table };`,
      "big.reward.ts",
    );
    expect(result.ok).toBe(true);
  });

  it("says what is missing, what is not trusted, what lies outside", async () => {
    expect(await errorOf(compileReward(`${workspace.folder}/no.reward.ts`, { folders }))).toMatchObject({
      code: "reward-missing",
    });
    expect(await errorOf(compileReward(workspace.folder, { folders }))).toMatchObject({ code: "reward-missing" });
    expect(await errorOf(compileReward(workspace.write("b.reward.ts", good), { folders: [] }))).toMatchObject({
      code: "reward-untrusted",
    });
    expect(
      await errorOf(compileReward(workspace.write("b.reward.ts", good), { folders: ["/nowhere", "/usr"] })),
    ).toMatchObject({ code: "reward-untrusted" });
  });

  it("compiles a file that is not on disk yet", async () => {
    expect((await compileReward(`${workspace.folder}/new.reward.ts`, { folders, text: good })).ok).toBe(true);
  });
});

describe("what a reward could make the compiler do", () => {
  const pipe = join(workspace.folder, "pipe.ts");
  execFileSync("mkfifo", [pipe]);
  // A pipe is read for ever: whoever reads one does not come back.
  const within = (source: string, name?: string) =>
    Promise.race([
      compile(source, name),
      new Promise<never>((_, fail) => setTimeout(fail, 5000, new Error("It reads."))),
    ]);

  it("does not read a source map that a file names, nor what the map names", async () => {
    const inline = Buffer.from(JSON.stringify({ version: 3, sources: [pipe], names: [], mappings: "AAAA" })).toString(
      "base64",
    );
    const maps = [pipe, `file://${pipe}`, `data:application/json;base64,${inline}`];
    for (const map of maps) {
      for (const comment of [
        `//# sourceMappingURL=${map}`,
        `//@ sourceMappingURL=${map}`,
        `/*# sourceMappingURL=${map} */`,
      ]) {
        workspace.write("mapped.js", `export const n = 1;\n${comment}\n`);
        const source = `import { n } from "./mapped.js";\n${good}export { n };\n${comment}\n`;
        expect((await within(source)).ok, comment).toBe(true);
      }
    }
  });

  it("does not read what is no file", async () => {
    symlinkSync(pipe, join(workspace.folder, "linked.ts"));
    const result = await within('import "./linked.ts";\nexport default {};');
    expect(result.ok ? "" : result.diagnostics[0]?.message).toContain("is not a file");
  });

  it("does not read a file beyond all measure", async () => {
    truncateSync(workspace.write("vast.txt", ""), 10 * 2 ** 30);
    const [found] = await diagnosticsOf('import text from "./vast.txt";\nexport default text;');
    expect(found?.message).toMatch(/vast\.txt" has 10240 MB, and a reward's files may have 20 MB each/u);
    expect(found?.location.line).toBe(1);
  });

  it("gives no module beyond all measure", async () => {
    const names = ["a", "b"].map((name) => {
      workspace.write(`${name}.txt`, name.repeat(17 * 2 ** 20));
      return `import ${name} from "./${name}.txt";`;
    });
    const [found] = await diagnosticsOf(`${names.join("\n")}\nexport default [a, b];`);
    expect(found?.message).toMatch(/this reward is 3[45] MB, and 32 MB is the most/u);
  }, 90_000);

  it("stops when an import ranges over the whole disk; what is compiled meanwhile and afterwards is not touched", async () => {
    const up = "../".repeat(20);
    const file = workspace.write(
      "ranging.reward.ts",
      `export default { accepts: "text", score: async (s) => [(await import(\`${up}\${s[0].a}/\${s[0].b}.json\`)).default] };`,
    );
    const ranging = compileReward(file, { folders, milliseconds: 500 });
    const meanwhile = compile(good, "meanwhile.reward.ts");
    const result = await ranging;
    expect(result.ok ? "" : result.diagnostics[0]?.message).toMatch(/took too long.*import whose path is made up/u);
    expect((await meanwhile).ok).toBe(true);
    expect((await compile(good, "after.reward.ts")).ok).toBe(true);
  });
});
