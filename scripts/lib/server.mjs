/** Serves VS Code on 127.0.0.1 with this extension in it. Knows neither a browser nor a test. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeServerEntry } from "./codeServer.mjs";
import { nodePath } from "./supportedNode.mjs";
import { root } from "./paths.mjs";
import { Failure } from "./process.mjs";

const flags = [
  ["--auth", "none"],
  ["--disable-telemetry"],
  ["--disable-update-check"],
  ["--disable-getting-started-override"],
  ["--disable-proxy"],
  ["--ignore-last-opened"],
].flat();

/** What VS Code's own extensions would ask of the network. Its command line's flag reaches the server alone. */
export const silent = {
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
};

/** See server.d.mts. */
export async function startServer({ userData, port = 0, extension = root, settings, trust = true, driver = false }) {
  const extensions = join(userData, "extensions");
  mkdirSync(join(userData, "User"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(extensions, "extensions.json"), JSON.stringify(extension === undefined ? [] : [entry(extension)]));
  writeFileSync(join(userData, "config.yaml"), "");
  if (settings !== undefined) writeFileSync(join(userData, "User", "settings.json"), JSON.stringify(settings, null, 2));

  const args = [
    codeServerEntry,
    ...flags,
    `--config=${join(userData, "config.yaml")}`,
    `--bind-addr=127.0.0.1:${port}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${extensions}`,
    ...(trust ? [] : ["--disable-workspace-trust"]),
    ...(driver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
  ];
  // In a process group of its own, so that all its processes end together and Ctrl-C does not reach them twice.
  const child = spawn(nodePath(), args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(userData),
  });
  const exited = new Promise((resolve) => child.once("close", resolve));
  const stop = () => stopGroup(child, exited);
  process.once("exit", () => kill(child, "SIGKILL"));
  const address = await listening(child).catch(async (error) => {
    await stop();
    throw error;
  });
  return { address, exited, stop, open: (folder) => `${address}/?folder=${encodeURIComponent(folder)}` };
}

/** The extension as if installed, without copying it. */
function entry(folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const location = { $mid: 1, path: folder, scheme: "file" };
  return { identifier: { id: `${publisher}.${name}` }, version, location };
}

/** This process's environment, less what an editor around it or a deployment has set for another VS Code. */
function environment(userData) {
  const foreign = /^(VSCODE_|ELECTRON_|CODE_SERVER|PASSWORD$|HASHED_PASSWORD$|PORT$|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), XDG_DATA_HOME: join(userData, "xdg-data") };
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let seen = "";
    const read = (chunk) => {
      seen = (seen + chunk).slice(-20_000);
      const found = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(seen);
      if (found !== null) resolve(found[1]);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", reject);
    child.once("close", (code) =>
      reject(new Failure(`VS Code's server ended at its start (${code}).\n${seen.trim()}`)),
    );
  });
}

async function stopGroup(child, exited) {
  const timer = setTimeout(() => kill(child, "SIGKILL"), 5000);
  kill(child, "SIGTERM");
  await exited;
  clearTimeout(timer);
  kill(child, "SIGKILL");
}

function kill(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
