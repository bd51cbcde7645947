/** `npm run format`: formats everything, or the paths given. */
import { join } from "node:path";
import { dependenciesStep, packageFolder } from "./lib/dependencies.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { root } from "./lib/paths.mjs";
import { main, runHere } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async (paths) => {
  await runSteps([dependenciesStep]);
  return runHere(nodePath(), [join(packageFolder("oxfmt"), "bin", "oxfmt"), ...paths], { cwd: root });
});
