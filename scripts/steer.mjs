#!/usr/bin/env node
/**
 * `fk-steer …` and `npm run --silent steer -- …`: the command line from the sources. Sets up what is missing with nothing
 * on stdout, which belongs to the result.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { withHugePages } from "../src/runtime/onnx/hugePages.mjs";
import { buildStep } from "./lib/build.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { runScript } from "./lib/supportedNode.mjs";
import { at, dist } from "./lib/paths.mjs";
import { main } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async (args) => {
  await runSteps([dependenciesStep, buildStep]);
  return runScript(join(dist, "cli.mjs"), args, { cwd: personsFolder(process.env), env: withHugePages(process.env) });
});

/** npm runs a script in the folder of its package.json: paths on its line are meant from where the person stood. */
function personsFolder({ INIT_CWD: folder, npm_package_json: manifest }) {
  const ours = folder !== undefined && manifest === at("package.json");
  return ours && existsSync(folder) ? folder : process.cwd();
}
