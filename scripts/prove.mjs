/** `npm run prove`: the long version of the exactness tests, with its table. Arguments go to test/exactness/prove.ts. */
import { dependenciesStep } from "./lib/dependencies.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { at, root } from "./lib/paths.mjs";
import { main, runHere } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async (args) => {
  await runSteps([dependenciesStep]);
  return runHere(nodePath(), [at("test/exactness/prove.ts"), ...args], { cwd: root });
});
