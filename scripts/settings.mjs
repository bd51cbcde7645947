/** `npm run settings`: writes what package.json, README and docs/flags.md say of settings and flags from where those are declared. */
import { join } from "node:path";
import { dependenciesStep, packageFolder } from "./lib/dependencies.mjs";
import { main, runHere } from "./lib/process.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { at, root } from "./lib/paths.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async () => {
  await runSteps([dependenciesStep]);
  const written = await runHere(nodePath(), [at("test/support/writeSettings.ts")], { cwd: root });
  if (written !== 0) return written;
  const format = join(packageFolder("oxfmt"), "bin", "oxfmt");
  return runHere(nodePath(), [format, "package.json", "README.md", "docs/flags.md"], { cwd: root });
});
