/**
 * `npm run check:gpu`: makes a bundle that needs nothing but itself, for a machine with a GPU, and tries it here: on this machine's card, else on software
 * Vulkan. `-- --bundle` makes it alone, `-- --node` puts a Node into it; `-- --keep NAME result.json` takes a result from elsewhere into docs/gpu and the
 * README, `-- --keep NAME` this machine's.
 */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { withTable } from "./gpu/table.mjs";
import { buildStep } from "./lib/build.mjs";
import { dependenciesStep, packageFolder } from "./lib/dependencies.mjs";
import { at, cache, root } from "./lib/paths.mjs";
import { Failure, main, runHere, runQuietly } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";
import { mayHaveCard, softwareVulkan, softwareVulkanStep } from "./lib/softwareVulkan.mjs";
import { nodePath } from "./lib/supportedNode.mjs";

const folder = join(cache, "check-gpu");
/** What may be sent by whoever has no fast line, in bytes. */
const most = { without: 60e6, with: 90e6 };

await main(async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { bundle: { type: "boolean" }, node: { type: "boolean" }, keep: { type: "string" } },
  });
  if (values.keep !== undefined && positionals.length > 0) return keep(values.keep, positionals[0]);
  const file = join(
    folder,
    `fk-steering-check-gpu-${process.platform}-${process.arch}${values.node ? "-node" : ""}.tar.gz`,
  );
  const hasCard = mayHaveCard();
  await runSteps([
    dependenciesStep,
    buildStep,
    { title: "Making the bundle", run: () => bundle(file, values.node === true) },
    ...(hasCard || values.bundle ? [] : [softwareVulkanStep]),
  ]);
  const { size } = statSync(file);
  process.stdout.write(`${relative(root, file)}  ${(size / 1e6).toFixed(1)} MB\n`);
  if (size > (values.node ? most.with : most.without)) throw new Failure("The bundle is larger than it may be.");
  if (values.bundle) return 0;
  const { environment = {}, absent } = hasCard ? {} : softwareVulkan();
  if (absent !== undefined) process.stderr.write(`There is no card here, and no software Vulkan: ${absent}\n`);
  // Elsewhere, so that nothing of the project is found that is not in the bundle.
  const elsewhere = mkdtempSync(join(tmpdir(), "fk-steering-bundle-"));
  try {
    await runQuietly("tar", ["-xzf", file, "-C", elsewhere]);
    const out = join(folder, "result.json");
    const run = [join(elsewhere, "check-gpu", "check.mjs"), "--out", out];
    const status = await runHere(nodePath(), run, { cwd: elsewhere, env: { ...process.env, ...environment } });
    return values.keep === undefined || status !== 0 ? status : keep(values.keep, out);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

async function bundle(file, withNode) {
  const into = join(folder, "check-gpu");
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const bundles = readdirSync(at("dist")).filter((name) => name.endsWith(".mjs"));
  for (const name of bundles) cpSync(at("dist", name), join(into, "dist", name));
  const runtime = join("bin", "napi-v6", process.platform, process.arch);
  const packages = {
    "onnxruntime-node": ["package.json", "dist", runtime],
    "onnxruntime-common": ["package.json", "dist/cjs"],
  };
  for (const [name, parts] of Object.entries(packages)) {
    for (const part of parts)
      cpSync(join(packageFolder(name), part), join(into, "dist", "node_modules", name, part), {
        recursive: true,
        filter: (path) => !/\.(d\.ts|map)$/u.test(path),
      });
  }
  // Those that it tries.
  for (const name of ["stories", "emoji-scenes"])
    cpSync(at("media", "models", name), join(into, "media", "models", name), { recursive: true });
  cpSync(at("test", "fixtures", "models", "tiny-pixels"), join(into, "models", "tiny-pixels"), { recursive: true });
  await runQuietly(nodePath(), [at("test", "support", "gpuFaults.ts"), into]);
  cpSync(at("scripts", "gpu", "check.mjs"), join(into, "check.mjs"));
  for (const name of ["LICENSE", "NOTICE"]) cpSync(at(name), join(into, name));
  const version = (path) => JSON.parse(readFileSync(path, "utf8")).version;
  const versions = {
    fkSteering: version(at("package.json")),
    onnxruntime: version(join(packageFolder("onnxruntime-node"), "package.json")),
  };
  writeFileSync(join(into, "versions.json"), JSON.stringify(versions));
  if (withNode) copyFileSync(nodePath(), join(into, "node"));
  await runQuietly("tar", ["-czf", file, "check-gpu"], { cwd: folder });
  rmSync(into, { recursive: true });
}

/** A result that passed becomes one of those that the README tells. */
function keep(name, path) {
  const result = JSON.parse(readFileSync(path, "utf8"));
  if (result.failed.length > 0) throw new Failure(`${path} did not pass: ${result.failed[0]}`);
  mkdirSync(at("docs", "gpu"), { recursive: true });
  writeFileSync(at("docs", "gpu", `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  const files = readdirSync(at("docs", "gpu")).toSorted();
  const results = files.map((each) => JSON.parse(readFileSync(at("docs", "gpu", each), "utf8")));
  writeFileSync(at("README.md"), withTable(readFileSync(at("README.md"), "utf8"), results));
  process.stdout.write("README.md has its table now; npm run format brings it into form.\n");
  return 0;
}
