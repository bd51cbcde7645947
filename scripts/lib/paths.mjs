/** Where things are. Knows no other module. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
export const dist = join(root, "dist");
export const cache = join(root, ".cache");
export const nodeModules = join(root, "node_modules");
export const testResults = join(root, "test-results");

/** A path under the repository root. */
export function at(...parts) {
  return join(root, ...parts);
}
