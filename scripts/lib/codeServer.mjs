/**
 * Installs the VS Code that `npm start` and the tests run (code-server, from npm) into .cache/vscode: outside node_modules,
 * so that `npm ci` does not cost a compilation. Dependencies and a compiler must be there already.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { npm } from "./dependencies.mjs";
import { bundledNode } from "./supportedNode.mjs";
import { at } from "./paths.mjs";
import { installPinned, pinnedFolder } from "./pinned.mjs";
import { Failure } from "./process.mjs";

const pins = at("scripts/vscode");
const folder = pinnedFolder("vscode");
const stamp = join(folder, ".installed");
const codeServer = join(folder, "node_modules", "code-server");
const vscode = join(codeServer, "lib", "vscode");
/** Without the first, output channels stay empty; the second ends the server with its parent. */
const native = { "@vscode/spdlog": "spdlog.node", "@vscode/native-watchdog": "watchdog.node" };

/** The script that Node 24 runs to serve VS Code. */
export const codeServerEntry = join(codeServer, "out", "node", "entry.js");

/** The steps of a set-up that install it; they have nothing to do once the pins are installed. */
export const codeServerSteps = [
  { title: "Installing VS Code (code-server, from npm)", needed: isDue, run: install },
  { title: "Compiling its two native modules", needed: isDue, run: compile },
];

function wanted() {
  const node = bundledNode();
  const built = node === undefined ? "" : readFileSync(join(node, "package.json"), "utf8");
  return readFileSync(join(pins, "package-lock.json"), "utf8") + built;
}

function isDue() {
  return !existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted();
}

async function install() {
  if (bundledNode() === undefined) {
    throw new Failure(
      `There is no code-server for ${process.platform}-${process.arch} here. Use a VS Code of your own:\n  npm start -- --desktop`,
    );
  }
  rmSync(stamp, { force: true });
  await installPinned("vscode", underBundledNode());
  for (const inner of [vscode, join(vscode, "extensions")]) {
    await npm(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], inner, underBundledNode());
  }
}

async function compile() {
  await npm(["rebuild", ...Object.keys(native), "--ignore-scripts=false"], vscode, {
    ...underBundledNode(),
    npm_config_nodedir: bundledNode(),
    MAKEFLAGS: `-j${availableParallelism()}`,
    JOBS: String(availableParallelism()),
  });
  for (const [name, file] of Object.entries(native)) {
    if (!existsSync(join(vscode, "node_modules", name, "build", "Release", file))) {
      throw new Failure(`${name} was not compiled: ${file} is missing. Delete .cache/vscode and run this again.`);
    }
  }
  writeFileSync(stamp, wanted());
}

/** npm and what it starts find Node 24 first. */
function underBundledNode() {
  return { PATH: `${join(bundledNode(), "bin")}:${process.env.PATH}` };
}
