/** What rewards import, and how it is found: as the tools find it that people know. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileReward } from "../../../src/compile/compileReward.ts";
import { projectOf } from "../../../src/compile/project.ts";
import { Workspace } from "../../fixtures/rewards/workspace.ts";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace[Symbol.dispose]());

/** A reward that imports these; what it is made of is run here and gives its `score`. */
const importing = (line: string, value = "x"): string =>
  `${line}\nexport default { accepts: "text", score: async () => [${value}] };\n`;

async function scoreOf(source: string, name = "a.reward.ts", folder = workspace.folder): Promise<unknown> {
  const result = await compileReward(workspace.write(name, source), { folders: [folder] });
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join("\n"));
  const { default: reward } = (await import(
    `data:text/javascript,${encodeURIComponent(result.code.slice(0, result.code.lastIndexOf("//# ")))}`
  )) as { default: { score(): Promise<unknown[]> } };
  return (await reward.score())[0];
}

async function findingOf(source: string, name = "a.reward.ts") {
  const result = await compileReward(workspace.write(name, source), { folders: [workspace.folder] });
  if (result.ok) throw new Error("It compiled.");
  return result.diagnostics;
}

function writePackage(name: string, manifest: object, files: Record<string, string>, under = ""): void {
  workspace.write(join(under, "node_modules", name, "package.json"), JSON.stringify({ name, ...manifest }));
  for (const [file, text] of Object.entries(files)) workspace.write(join(under, "node_modules", name, file), text);
}

describe("a project", () => {
  const reward = importing('import x from "words";');

  it("has packages hoisted to the root of its workspaces, and siblings linked there", async () => {
    workspace.write("package.json", '{ "workspaces": ["packages/*"] }');
    workspace.write("packages/evals/package.json", "{}");
    workspace.write("packages/sibling/package.json", '{ "name": "sibling", "main": "index.ts" }');
    workspace.write("packages/sibling/index.ts", "const y: number = 2; export default y;");
    writePackage("words", {}, { "index.js": "module.exports = 1;" });
    symlinkSync(join(workspace.folder, "packages/sibling"), join(workspace.folder, "node_modules/sibling"));
    const folder = join(workspace.folder, "packages/evals");
    const source = importing('import x from "words";\nimport y from "sibling";', "x + y");
    expect(await scoreOf(source, "packages/evals/a.reward.ts", folder)).toBe(3);
  });

  it("has packages in pnpm's store at its root", async () => {
    workspace.write("pnpm-workspace.yaml", "packages: ['packages/*']");
    workspace.write("packages/evals/package.json", "{}");
    writePackage("words", {}, { "index.js": "module.exports = 1;" }, "node_modules/.pnpm/words@1.0.0");
    mkdirSync(join(workspace.folder, "packages/evals/node_modules"), { recursive: true });
    symlinkSync(
      join(workspace.folder, "node_modules/.pnpm/words@1.0.0/node_modules/words"),
      join(workspace.folder, "packages/evals/node_modules/words"),
    );
    expect(await scoreOf(reward, "packages/evals/a.reward.ts", join(workspace.folder, "packages/evals"))).toBe(1);
  });

  it("ends at its repository, and without one at the nearest package.json", () => {
    for (const name of [
      "package.json",
      "repository/.git/HEAD",
      "repository/package.json",
      "repository/a/package.json",
    ]) {
      workspace.write(name, "{}");
    }
    const at = (...parts: string[]): string => join(workspace.folder, ...parts);
    expect(projectOf(at("repository", "a", "b"))).toBe(at("repository"));
    workspace.write("plain/package.json", "{}");
    expect(projectOf(at("plain", "b"))).toBe(at("plain"));
  });

  it("without a package.json is its repository, or where its tsconfig.json is", () => {
    const at = (...parts: string[]): string => join(workspace.folder, ...parts);
    workspace.write("repository/.git/HEAD", "");
    expect(projectOf(at("repository", "rewards"))).toBe(at("repository"));
    workspace.write("plain/tsconfig.json", "{}");
    expect(projectOf(at("plain", "rewards"))).toBe(at("plain"));
    expect(projectOf(at("alone"))).toBe(at("alone"));
  });

  it("names files by tsconfig's paths, with comments in it and what it extends", async () => {
    workspace.write("base.json", '{ "compilerOptions": { "baseUrl": "src" /* here */, }, }');
    workspace.write(
      "tsconfig.json",
      '{ "extends": "./base", // more\n "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
    );
    workspace.write("src/lib/one.ts", "export const x = 1;");
    workspace.write("src/two.ts", "export const y = 2;");
    const source = importing('import { x } from "@/one";\nimport { y } from "two";', "x + y");
    expect(await scoreOf(source, "rewards/a.reward.ts")).toBe(3);
  });

  it("names files by the tsconfig that its own refers to, and reads none twice that extend one another", async () => {
    workspace.write(
      "tsconfig.json",
      '{ "files": [], "references": [{ "path": "./gone" }, { "path": "./tsconfig.app.json" }] }',
    );
    const itself = JSON.stringify(Array.from({ length: 20 }, () => "./tsconfig.app.json"));
    workspace.write(
      "tsconfig.app.json",
      `{ "extends": ${itself}, "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
    );
    workspace.write("src/one.ts", "export const x = 1;");
    expect(await scoreOf(importing('import { x } from "@/one";'), "rewards/a.reward.ts")).toBe(1);
  });

  it("names files by its package.json's imports", async () => {
    workspace.write("package.json", '{ "imports": { "#x": "./lib/x.ts" } }');
    workspace.write("lib/x.ts", "export default 1;");
    expect(await scoreOf(importing('import x from "#x";'))).toBe(1);
  });
});

describe("a package", () => {
  it.each(["node", "require", "deno"])(
    'is had that exports itself under the condition "%s" alone',
    async (condition) => {
      writePackage(
        "only",
        { exports: { ".": { types: "./a.d.ts", [condition]: "./a.cjs" } } },
        { "a.cjs": "module.exports = 1;" },
      );
      expect(await scoreOf(importing('import x from "only";'))).toBe(1);
    },
  );

  it("has what its exports name by patterns, and the longest first", async () => {
    const exports = { "./*": "./none/*.cjs", "./deep/*": { node: "./deep/*.cjs" } };
    writePackage("many", { exports }, { "deep/a.cjs": "module.exports = 1;" });
    expect(await scoreOf(importing('import x from "many/deep/a";'))).toBe(1);
  });

  it("may do without what it requires in a try, or imports and catches", async () => {
    writePackage(
      "quick",
      {},
      {
        "index.js": `let n = 0;
        try { require("gone"); } catch { n += 1; }
        try { require("fs"); } catch { n += 1; }
        try { require("./addon.node"); } catch { n += 1; }
        exports.n = n; exports.later = import("also-gone").catch(() => 1);`,
        "addon.node": "",
      },
    );
    expect(await scoreOf(importing('import { n, later } from "quick";', "n + await later"))).toBe(4);
  });

  it("does without what its browser field switches off, a file or a package", async () => {
    writePackage(
      "easy",
      { browser: { "./file.js": false, decoder: false } },
      {
        "index.js":
          'module.exports = [require("./file"), require("decoder")].filter((one) => Object.keys(one).length === 0).length;',
        "file.js": 'module.exports = require("fs");',
      },
    );
    writePackage("decoder", {}, { "index.js": 'module.exports = require("net");' });
    expect(await scoreOf(importing('import x from "easy";'))).toBe(2);
  });

  it("does without what a package's code says of its looks", async () => {
    writePackage("styled", {}, { "index.js": 'import "./a.css"; export default 1;', "a.css": "a { b: c }" });
    expect(await scoreOf(importing('import x from "styled";'))).toBe(1);
  });

  it("has WebAssembly as bytes", async () => {
    workspace.write("a.wasm", "\0asm");
    expect(await scoreOf(importing('import x from "./a.wasm";', "[x instanceof Uint8Array, ...x]"))).toEqual([
      true,
      0,
      97,
      115,
      109,
    ]);
  });
});

describe("a package outside of the project", () => {
  let outside: Workspace;
  beforeEach(() => {
    outside = new Workspace();
    workspace.write("package.json", "{}");
    workspace.write("node_modules/.keep", "");
  });
  afterEach(() => outside[Symbol.dispose]());
  const link = (target: string, place: string): void =>
    symlinkSync(join(outside.folder, target), join(workspace.folder, place));
  const reward = importing('import x from "words";');

  it("is had where node_modules links to it, as npm link does, with what is installed for its own repository", async () => {
    outside.write(".git/HEAD", "");
    outside.write("package.json", "{}");
    outside.write("packages/words/package.json", '{ "name": "words", "main": "lib/index.js" }');
    outside.write("packages/words/lib/index.js", 'module.exports = require("./two.js") + require("three");');
    outside.write("packages/words/lib/two.js", "module.exports = 2;");
    outside.write("node_modules/three/package.json", '{ "name": "three" }');
    outside.write("node_modules/three/index.js", "module.exports = 3;");
    link("packages/words", "node_modules/words");
    expect(await scoreOf(reward)).toBe(5);
  });

  it("is had in a store that projects share, where each package's own lie beside it as links", async () => {
    for (const [name, code] of [
      ["words", 'module.exports = require("@a/deep") + 1;'],
      ["@a/deep", 'module.exports = require("deeper") + 1;'],
      ["deeper", "module.exports = 1;"],
    ] as const) {
      outside.write(`links/${name}/1.0.0/node_modules/${name}/package.json`, JSON.stringify({ name }));
      outside.write(`links/${name}/1.0.0/node_modules/${name}/index.js`, code);
    }
    const beside = (name: string, of: string, scope = ""): void => {
      mkdirSync(join(outside.folder, `links/${of}/1.0.0/node_modules/${scope}`), { recursive: true });
      symlinkSync(
        join(outside.folder, `links/${name}/1.0.0/node_modules/${name}`),
        join(outside.folder, `links/${of}/1.0.0/node_modules/${name}`),
      );
    };
    beside("@a/deep", "words", "@a");
    beside("deeper", "@a/deep");
    link("links/words/1.0.0/node_modules/words", "node_modules/words");
    expect(await scoreOf(reward)).toBe(3);
  });

  it("is had where all of node_modules is a link", async () => {
    outside.write("node_modules/words/package.json", '{ "name": "words" }');
    outside.write("node_modules/words/index.js", "module.exports = 1;");
    workspace.write("inner/package.json", "{}");
    link("node_modules", "inner/node_modules");
    expect(await scoreOf(reward, "inner/a.reward.ts")).toBe(1);
  });

  it("is none without a name of its own, and gives nothing that lies beside it", async () => {
    outside.write("secret.json", "1");
    outside.write("plain/index.js", "module.exports = 1;");
    outside.write("words/package.json", '{ "name": "words" }');
    outside.write("words/index.js", 'module.exports = require("../secret.json");');
    link("plain", "node_modules/plain");
    link("words", "node_modules/words");
    link(".", "node_modules/all");
    for (const name of ["plain", "words", "all/secret.json"]) {
      const [found] = await findingOf(importing(`import x from "${name}";`));
      expect(found?.message, name).toMatch(/lies outside the workspace folders/u);
    }
  });
});

describe("what is not found is told with the true reason", () => {
  it.each([
    ['import x from "inner/data.json";', /"inner" is installed and does not export \.\/data\.json/u],
    ['import x from "typed";', /"typed" is installed and exports no code that a reward can use/u],
    ['import x from "broken";', /"broken" is installed and exports as \.\/gone\.js, which is not there/u],
    ['import x from "empty";', /"empty" is installed and its main file \(lib\/a\.js\) is not in it/u],
    ['import x from "#one";', /package\.json has no "imports"/u],
    ['import x from "~/one";', /it is no package's name, and no tsconfig\.json/u],
    ['import x from "@app/one";', /tsconfig's paths look for "@app\/\*" at .*nowhere/u],
    ['import x from "gone";', /"gone" was not found: run npm install gone/u],
    ['import x from "npm:@a/b@1/c";', /"npm:@a\/b@1\/c" is an address as Deno has them: run npm install @a\/b in/u],
    [
      'import x from "file:///etc/passwd";',
      /"file:\/\/\/etc\/passwd" is an address, and rewards import files by their path/u,
    ],
    ['import x from "./Lib";', /Lib\.ts" is not there: its name is lib\.ts, and upper and lower case count/u],
    [
      'import x from ".\\\\lib\\\\one";',
      /was not found: imports have \/ between folders, on Windows, too. Write "\.\/lib\/one"/u,
    ],
    ['import x from "./sixteen";', /sixteen\.ts" is written in UTF-16: save it as UTF-8/u],
  ])("%s", async (line, reason) => {
    workspace.write("package.json", "{}");
    workspace.write("tsconfig.json", '{ "compilerOptions": { "paths": { "@app/*": ["./nowhere/*"] } } }');
    workspace.write("lib.ts", "export default 1;");
    writeFileSync(workspace.write("sixteen.ts", ""), Buffer.from("\uFEFFexport default 1;", "utf16le"));
    writePackage("inner", { exports: { ".": "./index.js" } }, { "index.js": "", "data.json": "{}" });
    writePackage("typed", { exports: { types: "./index.d.ts" } }, { "index.d.ts": "" });
    writePackage("broken", { exports: "./gone.js" }, {});
    writePackage("empty", { main: "lib/a.js" }, {});
    const [found] = await findingOf(`// first\n${importing(line)}`);
    expect(found?.message).toMatch(reason);
    expect(found?.location).toMatchObject({ line: 2, column: line.indexOf('"') + 1 });
  });

  it("of a package.json that is none, by its name", async () => {
    workspace.write("node_modules/broken/package.json", '{ "name": "broken",');
    workspace.write("node_modules/broken/index.js", "");
    const messages = (await findingOf(importing('import x from "broken";'))).map(({ message }) => message);
    expect(messages.join("\n")).toMatch(/node_modules\/broken\/package\.json:1: .*JSON/u);
  });

  it("where Yarn keeps packages in archives", async () => {
    workspace.write("package.json", "{}");
    workspace.write(".pnp.cjs", "");
    const [found] = await findingOf(importing('import x from "words";'));
    expect(found?.message).toMatch(/Yarn keeps this project's packages in archives .* nodeLinker: node-modules/u);
  });

  it("at the import of the person's own that leads there, once", async () => {
    writePackage("outer", {}, { "index.js": 'require("middle");' });
    writePackage("middle", {}, { "index.js": 'require("./a");', "a.js": 'require("net"); require("net");' });
    const file = workspace.write("lib/use.ts", '\nimport "outer";');
    const found = await findingOf(importing('import "./lib/use.ts";', "1"));
    expect(found).toHaveLength(1);
    expect(found[0]?.location).toEqual({ file, line: 2, column: 8 });
    expect(found[0]?.message).toMatch(
      /^"outer" cannot be used in a reward: in its node_modules\/middle\/a\.js, "net" is a part of Node/u,
    );
  });
});

describe("a path is a name, and no pattern", () => {
  it.each(["[id]", "a{b,c}", "x*y", "a?b", "%41", "#a", "a\nb", "a\\b", "a'b\"c"])("of a folder: %j", async (name) => {
    const helper = workspace.write(join(name, "lib", "x.cjs"), "module.exports = 1;");
    const file = join(name, "a.reward.ts");
    expect(await scoreOf(importing('import x from "./lib/x.cjs";'), file)).toBe(1);
    const result = await compileReward(join(workspace.folder, file), { folders: [workspace.folder] });
    if (!result.ok) throw new Error("It does not compile.");
    expect(result.inputs).toContain(helper);
    const map = JSON.parse(
      Buffer.from(result.code.slice(result.code.lastIndexOf("base64,") + 7), "base64").toString(),
    ) as { sources: string[] };
    expect(map.sources.map((source) => decodeURIComponent(new URL(source).pathname))).toContain(helper);
    const above = importing(`import x from ${JSON.stringify(`./${name}/lib/x.cjs`)};`);
    if (!name.includes("\\") && !/[?#]/u.test(name)) expect(await scoreOf(above, "above.reward.ts")).toBe(1);
    workspace.write(join(name, "lib", "x.cjs"), "module.exports = ;");
    expect((await findingOf(importing('import x from "./lib/x.cjs";'), file))[0]?.location.file).toBe(helper);
  });

  it("and a file may begin with a mark of byte order and that of a script", async () => {
    workspace.write("x.js", "\uFEFF#!/usr/bin/env node\nexport default 1;");
    expect(await scoreOf(`\uFEFF#!/usr/bin/env node\n${importing('import x from "./x.js";')}`)).toBe(1);
  });
});
