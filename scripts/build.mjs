/** `npm run build`: installs what is missing and bundles into dist/. `-- --watch` goes on at every change. */
import { build, buildStep, watch } from "./lib/build.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { main } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async (args) => {
  if (args.includes("--watch")) {
    await runSteps([dependenciesStep]);
    await watch();
    return undefined;
  }
  await runSteps([
    dependenciesStep,
    args.includes("--force") ? { ...buildStep, needed: undefined, run: build } : buildStep,
  ]);
  return 0;
});
