/**
 * The panel's page alone in a browser, with the harness of webview/dev in the host's place, under the policy that the host
 * sets. Knows neither VS Code nor a test.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";

const repository = join(import.meta.dirname, "../..");
const scripts = ["dev/harness.js", "main.js"];
/** What was bundled last, by name. */
let bundled: ReadonlyMap<string, string> = new Map();
/** Secure, as webviews are: some of what a browser can do is only there. */
const origin = "https://panel.test";

export interface PanelPageOptions {
  readonly theme?: "dark" | "light" | "hc-black" | "hc-light";
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: "reduce" | "no-preference";
  readonly forcedColors?: "active" | "none";
}

/** Bundles the page and the harness as they are now. */
export async function buildPanelPage({ minify = false } = {}): Promise<void> {
  const esbuild = join(repository, "node_modules/esbuild/bin/esbuild");
  const entries = ["webview/main.ts", "webview/dev/harness.ts"].map((path) => join(repository, path));
  const options = [
    "--bundle",
    "--platform=browser",
    "--format=esm",
    "--target=es2022",
    minify ? "--minify" : "--sourcemap=inline",
  ];
  // Files of tests run side by side, and each has a bundle of its own.
  const folder = await mkdtemp(join(tmpdir(), "fk-panel-page-"));
  try {
    await promisify(execFile)(process.execPath, [esbuild, ...entries, ...options, `--outdir=${folder}`]);
    bundled = new Map(
      await Promise.all(scripts.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page of its own; whatever goes wrong in it, a refused style included, lands in `problems`. */
export async function openPanelPage(browser: Browser, options: PanelPageOptions = {}): Promise<PanelPage> {
  const { theme = "dark", width = 640, height = 900, reducedMotion = "reduce", forcedColors = "none" } = options;
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion, forcedColors });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(message.text());
  });
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === "") await route.fulfill({ contentType: "text/html", body: document() });
    else await route.fulfill({ contentType: "text/javascript", body: bundled.get(name) ?? "" });
  });
  const load = async (): Promise<void> => {
    await page.goto(`${origin}/?theme=${theme}`);
    await page.locator("fk-form").waitFor();
  };
  await load();
  const reload = async (): Promise<void> => {
    await page.setViewportSize({ width, height });
    await load();
  };
  return { page, problems, reload };
}

export interface PanelPage {
  readonly page: Page;
  readonly problems: readonly string[];
  /** As it was when it was opened, with nothing left of what was done in it. */
  readonly reload: () => Promise<void>;
}

function document(): string {
  const nonce = "bm9uY2U";
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data: blob:`;
  const script = (name: string): string => `<script type="module" nonce="${nonce}" src="${name}"></script>`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="icon" href="data:,"><title>FK Steering</title><style nonce="${nonce}">body { padding: 0 20px; }</style></head>
    <body>${scripts.map(script).join("")}</body></html>`;
}
