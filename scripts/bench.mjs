/**
 * `npm run bench`: what texts, images, the particle system itself, acting on a run, run files and the putting together of rewards take,
 * measured now on this machine. `-- --host` adds the activation of the extension, which takes a whole VS Code; `-- --panel`
 * is what looking at runs takes, and nothing else.
 */
import { join } from "node:path";
import { statSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { withHugePages } from "../src/runtime/onnx/hugePages.mjs";
import { buildStep } from "./lib/build.mjs";
import { codeServerSteps } from "./lib/codeServer.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { runHostTests } from "./lib/hostTests.mjs";
import { continueUnderSupportedNode, nodePath } from "./lib/supportedNode.mjs";
import { at, dist, root } from "./lib/paths.mjs";
import { main, runHere, runQuietly } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";
import { browser, compiler, programsStep } from "./lib/system.mjs";

const request = ["--prompt", "Once upon a time", "--reward", at("examples/rewards/cheerful.reward.ts"), "--seed", "1"];

await main(async (args) => {
  const panel = args.includes("--panel");
  const host = args.includes("--host")
    ? [
        programsStep("Installing a compiler", compiler),
        programsStep("Installing Chromium", browser),
        ...codeServerSteps,
      ]
    : panel
      ? [programsStep("Installing Chromium", browser)]
      : [];
  await runSteps([dependenciesStep, ...host, buildStep]);
  const elsewhere = await continueUnderSupportedNode(import.meta.url, args);
  if (elsewhere !== undefined) return elsewhere;

  print("machine", `${availableParallelism()} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`);
  if (panel) return runHere(nodePath(), [at("test/bench/panel.ts")], { cwd: root });
  const first = await steer(["--particles", "8"]);
  const again = await steer(["--particles", "8"]);
  for (const [name, run] of [
    ["cold steer run, 8 particles", first],
    ["the same again", again],
  ]) {
    const { model, reward } = run.seconds;
    print(name, `${run.wall.toFixed(2)} s (at most 15)`);
    print("  model", `${model.toFixed(2)} s in ${run.forwardPasses} forward passes`);
    print("  reward", `${reward.toFixed(2)} s`);
    print("  everything else", `${(run.wall - model - reward).toFixed(2)} s (at most 2)`);
  }
  for (const bench of ["starting.ts", "steering.ts", "images.ts", "acting.ts", "runFiles.ts", "bundling.ts"]) {
    if ((await runHere(nodePath(), [at("test/bench", bench)], { cwd: root })) !== 0) return 1;
  }
  for (const name of ["extension.cjs", "parts.cjs", "engine.mjs", "sandbox.mjs", "panel.js"]) {
    print(`dist/${name}`, `${(statSync(join(dist, name)).size / 1024).toFixed(0)} KiB`);
  }
  if (args.includes("--host")) {
    const { failed } = await runHostTests({ filter: "speed" });
    return failed > 0 ? 1 : 0;
  }
  return 0;
});

/** One run in a process of its own, as a person starts it; `wall` is what that person waits. */
async function steer(extra) {
  const started = performance.now();
  const output = await runQuietly(nodePath(), [join(dist, "cli.mjs"), "run", ...request, "--json", ...extra], {
    cwd: root,
    env: withHugePages(process.env),
  });
  return { ...JSON.parse(output), wall: (performance.now() - started) / 1000 };
}

function print(name, figure) {
  process.stdout.write(`${name.padEnd(32)} ${figure}\n`);
}
