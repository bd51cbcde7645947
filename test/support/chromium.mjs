/** Starts the system's Chromium. Knows neither VS Code nor a test. */
import { chromium } from "playwright-core";
import { which } from "../../scripts/lib/process.mjs";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let shared;

/** The one of this process, started when it is first asked for; it ends with the process. Whoever opens a page closes it. */
export function sharedChromium() {
  shared ??= launchChromium();
  return shared;
}

/** CHROMIUM_PATH names another browser than the one on PATH. */
export function launchChromium() {
  const executablePath = process.env.CHROMIUM_PATH ?? which("chromium") ?? which("chromium-browser");
  if (executablePath === undefined) throw new Error("No Chromium on PATH: npm test installs it as root on Debian.");
  return chromium.launch({ executablePath, args });
}
