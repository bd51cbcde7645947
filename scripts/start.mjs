/**
 * `npm start`: sets up what is missing, shows a first steered generation in the terminal, then serves VS Code with the
 * extension and the example workspace. `-- --once` ends after the table, `-- --port N` chooses the port,
 * `-- --desktop` opens the VS Code on PATH instead.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { buildStep } from "./lib/build.mjs";
import { codeServerSteps } from "./lib/codeServer.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { firstRun, firstRuns } from "./lib/firstRun.mjs";
import { continueUnderSupportedNode } from "./lib/supportedNode.mjs";
import { at, cache, root } from "./lib/paths.mjs";
import { Failure, main, runHere, which } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";
import { silent, startServer } from "./lib/server.mjs";
import { compiler, programsStep } from "./lib/system.mjs";

/** Kept from start to start: the browser stores layout and trust by address. */
const usualPort = 8647;
const examples = at("examples");

await main(async (args) => {
  const options = readOptions(args);
  const serves = !options.once && !options.desktop;
  if (options.desktop && which("code") === undefined) {
    throw new Failure(
      "There is no `code` on PATH. In VS Code run “Shell Command: Install 'code' command in PATH”, or leave --desktop out.",
    );
  }
  // What only a person can install is asked for before anything takes time.
  const programs = serves ? [programsStep("Installing a C++ compiler and python3", compiler)] : [];
  await runSteps([...programs, dependenciesStep, ...(serves ? codeServerSteps : []), buildStep]);
  const elsewhere = await continueUnderSupportedNode(import.meta.url, args);
  if (elsewhere !== undefined) return elsewhere;

  const generation = { title: "Generating: 8 particles, steered and unsteered", run: () => showFirstRun(options.once) };
  if (options.once) {
    await runSteps([generation]);
    return 0;
  }
  if (options.desktop) {
    await runSteps([generation, { title: "Opening VS Code", run: () => openDesktop() }]);
    return 0;
  }
  return serve(options.port, generation);
});

function readOptions(args) {
  try {
    const options = { once: { type: "boolean" }, desktop: { type: "boolean" }, port: { type: "string" } };
    const { values } = parseArgs({ args, options });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
      throw new Failure(`"${values.port}" is no port: give a number from 0 (any free one) to 65535.`);
    }
    return { ...values, port };
  } catch (error) {
    throw error instanceof Failure
      ? error
      : new Failure(`${error.message}\nnpm start -- [--once | --desktop] [--port N]`);
  }
}

/** Without a result there is still a VS Code to look for the reason in, unless the result is all that was asked for. */
async function showFirstRun(isAll) {
  try {
    process.stdout.write(`\n${await firstRun()}\n\n`);
  } catch (error) {
    if (isAll || !(error instanceof Failure)) throw error;
    process.stderr.write(`The first generation failed:\n${error.message}\n`);
  }
}

async function serve(wantedPort, generation) {
  const userData = join(cache, "user-data");
  let server;
  await runSteps([
    generation,
    {
      title: "Starting VS Code",
      async run() {
        keepSettings(join(userData, "User"));
        process.env.FK_STEERING_OPEN = firstRuns.join(delimiter);
        server = await startServer({ userData, port: await freePort(wantedPort) });
      },
    },
  ]);
  process.stdout.write(`\nVS Code with FK Steering: ${server.open(examples)}\nCtrl-C ends it.\n`);
  const stopped = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve("stopped"));
  });
  if ((await Promise.race([stopped, server.exited])) !== "stopped")
    throw new Failure("VS Code's server ended by itself.");
  await server.stop();
  return 0;
}

/** The person's own settings stay; a first start gets a quiet window that asks for trust. */
function keepSettings(folder) {
  const file = join(folder, "settings.json");
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const settings = {
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": true,
    "security.workspace.trust.startupPrompt": "once",
    // The folder that is open lies in a repository; whether to open that is no question to begin with.
    "git.openRepositoryInParentFolders": "never",
    ...silent,
  };
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

async function freePort(wanted) {
  const port = wanted ?? usualPort;
  if (port === 0 || (await isFree(port))) return port;
  if (wanted === undefined) return 0;
  throw new Failure(`Port ${wanted} is taken. Choose another: npm start -- --port N`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

async function openDesktop() {
  process.env.FK_STEERING_OPEN = firstRuns.join(delimiter);
  const status = await runHere("code", [`--extensionDevelopmentPath=${root}`, examples], {
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Failure(`VS Code ended with ${status}.`);
}
