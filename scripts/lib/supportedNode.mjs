/** The Node that the project runs under: the one installed from npm, else the system's where that is new enough. */
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFolder } from "./dependencies.mjs";
import { Failure, runHere } from "./process.mjs";

/** Major and minor version: that of the oldest VS Code that package.json takes. Before 22.15 a reward's errors have no line, and its network cannot be opened alone. */
export const oldestNode = [22, 15];

/** The folder of the node-linux-* package (bin/ and include/), or undefined where the platform has none. */
export function bundledNode() {
  const folder = packageFolder(`node-${process.platform}-${process.arch}`);
  return existsSync(join(folder, "bin", "node")) ? folder : undefined;
}

/** The path of the Node to run the project with. Dependencies must be installed. */
export function nodePath() {
  const bundled = bundledNode();
  if (bundled !== undefined) return join(bundled, "bin", "node");
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath;
  throw new Failure(
    `Node ${process.versions.node} is too old and npm has no Node package for ${process.platform}-${process.arch}: ` +
      `install Node ${oldestNode.join(".")} or newer, then run this again.`,
  );
}

/** Runs a script of the project under that Node, on this terminal; gives its exit status. */
export function runScript(path, args, options = {}) {
  return runHere(nodePath(), [path, ...args], options);
}

/**
 * Goes on under the right Node. Gives undefined when this process already is it; otherwise runs the script there and
 * gives its exit status.
 */
export async function continueUnderSupportedNode(moduleUrl, args) {
  const node = nodePath();
  if (realpathSync(node) === realpathSync(process.execPath)) return undefined;
  return runHere(node, [fileURLToPath(moduleUrl), ...args]);
}
