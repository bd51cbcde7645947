/**
 * A real VS Code with the extension in it, as a person sees it: one server and one page for a test file.
 * Knows VS Code's own page; knows nothing of this extension's commands or panel.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll } from "vitest";
import { silent, startServer } from "../../scripts/lib/server.mjs";
import { sharedChromium } from "./chromium.mjs";

const repository = join(import.meta.dirname, "../..");
const results = join(repository, "test-results");

export interface WorkbenchOptions {
  /** A folder of the repository to work on a copy of, or files by their path; absent: a window without a folder. */
  readonly workspace?: string | Readonly<Record<string, string>>;
  /** What the person answers when asked whether they trust the folder; "off" switches Workspace Trust off. Default "off". */
  readonly trust?: "trusted" | "restricted" | "off";
  /** Added to quiet defaults (no welcome page, no chat). */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Another extension than this repository's. */
  readonly extension?: string;
}

export interface Workbench {
  readonly page: Page;
  /** The copy of the workspace that is open; an empty folder where none is. */
  readonly folder: string;
  /** F1, the command's whole title ("FK Steering: Generate…"), Enter; tries again until the command is there. */
  readonly runCommand: (title: string) => Promise<void>;
  /** The row of the open quick pick that contains the text. */
  readonly quickPick: (text: string) => Locator;
  /** The input of the open quick pick or input box. */
  readonly quickInput: Locator;
  /** The page inside the webview that was opened last. */
  readonly webview: () => FrameLocator;
  /** A notification that contains the text. */
  readonly notification: (text: string | RegExp) => Locator;
  /** Opens a file of the workspace in the editor and puts the cursor into it. */
  readonly openFile: (path: string) => Promise<void>;
  /** test-results/NAME.png */
  readonly screenshot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A workbench for all tests of the surrounding `describe`; a failing test leaves a screenshot. */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await openWorkbench(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench?.screenshot(`failed ${task.name}`);
  });
  afterAll(() => workbench?.close());
  return () => {
    if (workbench === undefined) throw new Error("The workbench is only there inside a test.");
    return workbench;
  };
}

/** Opens one; whoever opens it closes it. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { workspace, trust = "off", extension } = options;
  const scratch = mkdtempSync(join(tmpdir(), "fk-steering-ui-"));
  const folder = join(scratch, typeof workspace === "string" ? basename(workspace) : "workspace");
  const userData = join(scratch, "user-data");
  const settings = { ...quiet, ...options.settings };
  writeWorkspace(folder, workspace);
  const server = await startServer({ userData, extension, settings, trust: trust !== "off" });
  // Without a GPU, motion costs more than the runs that are shown; page.test.ts has it on.
  const viewport = { width: 1280, height: 800 };
  const context = await (await sharedChromium()).newContext({ viewport, reducedMotion: "reduce" });
  await context.addInitScript(endMotion);
  const close = async (): Promise<void> => {
    await context.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(slowStart);
    await page.goto(workspace === undefined ? server.address : server.open(folder), { timeout: slowStart });
    await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: slowStart });
    if (trust !== "off") await answerTrust(page, trust);
    return {
      page,
      folder,
      quickInput: page.locator(".quick-input-widget input.input"),
      runCommand: (title) => runCommand(page, title),
      quickPick: (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first(),
      webview: () =>
        page.locator("iframe.webview.ready").last().contentFrame().locator("iframe#active-frame").contentFrame(),
      notification: (text) => page.locator(".notification-list-item", { hasText: text }).first(),
      openFile: (path) => openFile(page, path),
      async screenshot(name) {
        mkdirSync(results, { recursive: true });
        await page.screenshot({ path: join(results, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs in each document: what turns for as long as something goes on turns once. */
function endMotion(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after { animation-iteration-count: 1 !important }");
  document.adoptedStyleSheets.push(sheet);
}

/** 15 s where nothing else runs; a busy machine must not fail a test. */
const slowStart = 120_000;

const quiet = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "security.workspace.trust.startupPrompt": "always",
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  // As on a desktop; a browser's VS Code saves by itself.
  "files.autoSave": "off",
  // Work of VS Code's own beside what is tested.
  "remote.autoForwardPorts": false,
  "remote.autoForwardPortsSource": "output",
  "git.enabled": false,
  ...silent,
};

function writeWorkspace(folder: string, workspace: WorkbenchOptions["workspace"]): void {
  mkdirSync(folder, { recursive: true });
  if (typeof workspace === "string") cpSync(join(repository, workspace), folder, { recursive: true });
  else {
    for (const [path, text] of Object.entries(workspace ?? {})) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
}

async function answerTrust(page: Page, trust: "trusted" | "restricted"): Promise<void> {
  const answer = trust === "trusted" ? "Yes, I trust the authors" : "No, I don't trust the authors";
  await page.getByRole("button", { name: answer }).click({ timeout: slowStart });
}

/**
 * Opens the quick input with a key, types, and takes the row once the list has it under its focus. What happens at a
 * start may close the list, and a command appears only once its extension is known: so again and again.
 */
async function choose(page: Page, key: string, text: string, row: string): Promise<void> {
  const input = page.locator(".quick-input-widget input.input");
  for (let attempt = 1; ; attempt += 1) {
    try {
      await page.keyboard.press(key);
      await input.fill(text, { timeout: 5000 });
      // An open list does not learn of an extension that is there by now, so soon again. Whoever closes it ends the search in it, which a busy
      // machine needs longer for: longer each time.
      const found = page.locator(`.quick-input-list .monaco-list-row.focused${row}`).first();
      await found.waitFor({ timeout: 1500 * 2 ** attempt });
      await page.keyboard.press("Enter");
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      await page.keyboard.press("Escape");
    }
  }
}

async function runCommand(page: Page, title: string): Promise<void> {
  await choose(page, "F1", `>${title}`, `[aria-label^=${JSON.stringify(title)}]`);
}

async function openFile(page: Page, path: string): Promise<void> {
  // A file of the folder itself stands in the Explorer, where nothing has to be searched.
  const row = page.locator(
    `.explorer-folders-view .monaco-list-row[aria-level="1"][aria-label^=${JSON.stringify(path)}]`,
  );
  if (!path.includes("/") && (await row.count()) === 1) await row.dblclick();
  else await choose(page, "ControlOrMeta+p", path, `[aria-label^=${JSON.stringify(basename(path))}]`);
  await page.locator(".tabs-container .tab.active", { hasText: basename(path) }).waitFor();
  await page.locator(".editor-group-container.active .monaco-editor .view-lines").last().waitFor();
}
