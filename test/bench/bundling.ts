/**
 * What putting a reward together takes beside esbuild alone, both with its process running: `node test/bench/bundling.ts`. The packages are made here,
 * of as many small files as date-fns, lodash-es and mathjs have; `node test/bench/bundling.ts FOLDER` measures a folder's own rewards instead.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { compileReward } from "../../src/compile/compileReward.ts";

const sizes = [300, 640, 1060];
const rounds = 7;
/** What the compiler may take: twice as long where esbuild is slow, as much more where it is quick. */
const slow = 200;
const more = 100;

const given = process.argv[2];
const made = given ?? (await mkdtemp(join(tmpdir(), "fk-bundling-")));
try {
  if (given === undefined) for (const size of sizes) await writePackage(made, size);
  const rewards = (await readdir(made)).filter((name) => name.endsWith(".reward.ts"));
  for (const name of rewards.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))) await measure(name);
} finally {
  if (given === undefined) await rm(made, { recursive: true });
}
// esbuild's process waits for more.
process.exit();

/** Turn about, so that what else the machine does weighs on both. */
async function measure(name: string): Promise<void> {
  const file = join(made, name);
  const alone: number[] = [];
  const ours: number[] = [];
  let files = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const first = await timed(() => bundleAlone(file));
    const second = await timed(async () => {
      const compiled = await compileReward(file, { folders: [made] });
      if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
      files = compiled.inputs.length;
    });
    // The first round starts the process and fills caches.
    if (round === 0) continue;
    alone.push(first);
    ours.push(second);
  }
  const [usual, taken] = [median(alone), median(ours)];
  const most = usual > slow ? 2 * usual : usual + more;
  process.stdout.write(
    `${`bundle ${files} files`.padEnd(32)} ${taken.toFixed(0)} ms (esbuild alone ${usual.toFixed(0)}, at most ${most.toFixed(0)})${given === undefined ? "" : ` ${name}`}\n`,
  );
}

async function bundleAlone(file: string): Promise<void> {
  await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    sourcemap: "external",
    outdir: made,
    external: ["fk-steering"],
    logLevel: "silent",
  });
}

async function timed(task: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Modules that import two others each, as those of lodash-es do, and a reward that uses them all. */
async function writePackage(root: string, size: number): Promise<void> {
  const name = `small-${size}`;
  const folder = join(root, "node_modules", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(root, "package.json"), "{}");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, type: "module", exports: "./index.js" }));
  const names = Array.from({ length: size }, (_, i) => `f${i}`);
  for (const [i, own] of names.entries()) {
    const uses = i < 3 ? [] : [names[i - 1]!, names[i >> 1]!];
    const imports = uses.map((use) => `import { ${use} } from "./${use}.js";\n`).join("");
    const body = `/** ${"What it does, at some length. ".repeat(20)} */\nexport function ${own}(value) {\n  return ${["value", ...uses.map((use) => `${use}(value)`)].join(" + ")};\n}\n`;
    await writeFile(join(folder, `${own}.js`), imports + body);
  }
  await writeFile(join(folder, "index.js"), names.map((own) => `export * from "./${own}.js";\n`).join(""));
  const reward = `import * as all from "${name}";\nexport default { accepts: "text", score: (samples) => samples.map(() => Object.keys(all).length) };\n`;
  await writeFile(join(root, `${size}.reward.ts`), reward);
}
