#!/usr/bin/env node
/**
 * Takes the command line of desktop VS Code that @vscode/test-electron writes, and runs the extension tests it names in
 * code-server's workbench, shown by a headless Chromium. Exit status 0: all tests passed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../scripts/lib/server.mjs";
import { launchChromium } from "./chromium.mjs";

const limitMs = 10 * 60_000;

const named = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const workspace = process.argv.slice(2).find((arg) => !arg.startsWith("-"));
const userData = mkdtempSync(join(tmpdir(), "fk-steering-host-"));
const server = await startServer({
  userData,
  extension: undefined,
  trust: !process.argv.includes("--disable-workspace-trust"),
  driver: true,
  settings: { "workbench.startupEditor": "none", "chat.disableAIFeatures": true },
});
let browser;
try {
  browser = await launchChromium();
  process.exitCode = await withLimit(runTests(await browser.newPage()));
} finally {
  await browser?.close();
  await server.stop();
  rmSync(userData, { recursive: true, force: true });
}

async function runTests(page) {
  const exit = new Promise((resolve) => page.exposeFunction("codeAutomationExit", resolve));
  await page.exposeFunction("codeAutomationLog", (_type, texts) => {
    // The reporter tags its lines; the rest is the workbench talking to itself.
    for (const text of texts) if (String(text).startsWith("[test] ")) console.log(String(text).slice(7));
  });
  const remote = (path) => `vscode-remote://${new URL(server.address).host}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(named("extensionDevelopmentPath"))],
    ["extensionTestsPath", remote(named("extensionTestsPath"))],
  ];
  const address = new URL(server.address);
  if (workspace !== undefined) address.searchParams.set("folder", workspace);
  address.searchParams.set("payload", JSON.stringify(payload));
  await page.goto(address.href, { timeout: limitMs });
  return exit;
}

function withLimit(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The tests did not end within ${limitMs / 60_000} minutes.`)), limitMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
