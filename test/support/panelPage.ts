/**
 * The panel's page alone in a browser, with the harness of webview/dev in the host's place, under the policy that the host
 * sets. Knows neither VS Code nor a test.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";

const repository = join(import.meta.dirname, "../..");
const scripts = ["dev/harness.js", "main.js"];
/** What was bundled last, by name. */
let bundled: ReadonlyMap<string, string> = new Map();
/** Of this process, started when a page is first asked for; it does not keep the process alive. */
let served: Promise<string> | undefined;

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
  served ??= serve();
  const origin = await served;
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

/** The address of the page: on this machine alone, which browsers take for secure, as webviews are. Nothing of it is kept by the browser. */
async function serve(): Promise<string> {
  const server = createServer(({ url = "/" }, response) => {
    const name = new URL(url, "http://127.0.0.1").pathname.slice(1);
    const body = name === "" ? document() : bundled.get(name);
    const type = name === "" ? "text/html" : "text/javascript";
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type, "cache-control": "no-store" });
    response.end(body);
  }).unref();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
