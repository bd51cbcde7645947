/**
 * `npm run package`: an extension file (.vsix) for one platform, this one unless `-- --target linux-arm64` says another.
 * What is native is copied beside the bundles, for that platform only.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { buildStep } from "./lib/build.mjs";
import { dependenciesStep, packageFolder } from "./lib/dependencies.mjs";
import { licenceTexts } from "./lib/licences.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { packagedPage } from "./lib/packagedPage.mjs";
import { at, cache, root } from "./lib/paths.mjs";
import { pinnedFolder, pinnedStep } from "./lib/pinned.mjs";
import { Failure, main, runQuietly } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

const staging = join(cache, "package");

await main(async (args) => {
  const { values } = parseArgs({ args, options: { target: { type: "string" } } });
  const target = values.target ?? `${process.platform}-${process.arch}`;
  const { name, version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const file = at(`${name}-${version}-${target}.vsix`);
  const vsce = join(pinnedFolder("vsce"), "node_modules", "@vscode", "vsce", "vsce");
  await runSteps([
    dependenciesStep,
    pinnedStep("vsce", "Installing the packager"),
    buildStep,
    { title: `Gathering what ${target} needs`, run: () => stage(target) },
    {
      title: "Packaging",
      run: () =>
        runQuietly(
          nodePath(),
          [vsce, "package", "--target", target, "--no-dependencies", "--allow-missing-repository", "--out", file],
          {
            cwd: staging,
          },
        ),
    },
  ]);
  process.stdout.write(`${relative(root, file)}  ${(statSync(file).size / 1e6).toFixed(1)} MB\n`);
  return 0;
});

/** vsce leaves a folder's own node_modules out, so the native packages go to dist/node_modules, where Node finds them too. */
async function stage(target) {
  const [platform, arch] = target.split("-");
  const runtime = join("bin", "napi-v6", platform, arch);
  const parts = {
    "onnxruntime-node": ["package.json", "dist", runtime],
    "onnxruntime-common": ["package.json", "dist/cjs"],
    esbuild: ["package.json", "LICENSE.md", "lib/main.js"],
    [`@esbuild/${target}`]: ["package.json", "bin"],
  };
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const path of ["package.json", ".vscodeignore", "CHANGELOG.md", "LICENSE", "NOTICE", "dist", "media"]) {
    if (existsSync(at(path))) cpSync(at(path), join(staging, path), { recursive: true });
  }
  for (const page of ["README.md", "CHANGELOG.md"]) {
    writeFileSync(join(staging, page), packagedPage(readFileSync(at(page), "utf8")));
  }
  // The package of the program alone has no text of its own: it is esbuild's.
  const beside = Object.keys(parts).filter((name) => !name.startsWith("@esbuild/"));
  writeFileSync(join(staging, "LICENSES-THIRD-PARTY.txt"), await licenceTexts(beside));
  for (const [name, paths] of Object.entries(parts)) {
    for (const path of paths) {
      const source = join(packageFolder(name), path);
      if (!existsSync(source))
        throw new Failure(`${name} has no ${path} here, so ${target} cannot be packaged on this machine.`);
      cpSync(source, join(staging, "dist", "node_modules", name, path), {
        recursive: true,
        filter: (file) => !/\.(d\.ts|map)$/.test(file),
      });
    }
  }
}
