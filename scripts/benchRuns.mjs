/** `npm run bench:defaults`, `bench:large`, `bench:naive`, `bench:text` and `bench:images`. Arguments go to test/bench/NAME/main.ts. */
import { withHugePages } from "../src/runtime/onnx/hugePages.mjs";
import { buildStep } from "./lib/build.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { at, root } from "./lib/paths.mjs";
import { main, runHere } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";

await main(async ([name, ...args]) => {
  await runSteps([dependenciesStep, buildStep]);
  return runHere(nodePath(), [at(`test/bench/${name}/main.ts`), ...args], {
    cwd: root,
    // As `npm run steer` and the extension run models.
    env: withHugePages(process.env),
  });
});
