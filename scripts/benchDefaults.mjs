/** `npm run bench:defaults`: what the settings of a run do to its results, cell by cell. Arguments go to test/bench/defaults/main.ts. */
import { buildStep } from "./lib/build.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { at, root } from "./lib/paths.mjs";
import { main, runHere } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async (args) => {
  await runSteps([dependenciesStep, buildStep]);
  return runHere(nodePath(), [at("test/bench/defaults/main.ts"), ...args], { cwd: root });
});
