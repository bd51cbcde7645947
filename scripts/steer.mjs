/**
 * `npm run --silent steer -- …`: the command line from the sources. Sets up what is missing with nothing on stdout, which
 * belongs to the result.
 */
import { join } from "node:path";
import { buildStep } from "./lib/build.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { runScript } from "./lib/node24.mjs";
import { dist } from "./lib/paths.mjs";
import { main } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async (args) => {
  await runSteps([dependenciesStep, buildStep]);
  return runScript(join(dist, "cli.mjs"), args);
});
