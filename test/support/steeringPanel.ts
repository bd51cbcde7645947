/** The extension's panel, commands and engine in a real window, as a person meets them. Knows their words; knows no test. */
import { readFileSync, readdirSync } from "node:fs";
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { Workbench } from "./workbench.ts";

/** A machine may be busy with other things: only what never comes fails a test. */
export const patience = 150_000;

export interface CardSeen {
  readonly reward: number;
  readonly text: string;
  /** Parts of it are still noise, and shown as such. */
  readonly masked: boolean;
}

/** What the page shows at one time. */
export interface Moment {
  readonly status: string;
  /** In their order. */
  readonly cards: readonly CardSeen[];
}

export interface SteeringPanel {
  /** The sentence beside Run. */
  readonly status: () => Locator;
  readonly runButton: () => Locator;
  readonly stopButton: () => Locator;
  /** The input of the form's number field. */
  readonly number: (label: string) => Locator;
  /** All cards of one moment, in their order. */
  readonly cards: () => Promise<readonly CardSeen[]>;
  /** Watches the page from within, from when it is there; tells what it showed, each change once, up to "Done in". */
  readonly watched: () => Promise<Moment[]>;
  /** Does what starts a run and waits until one is under way, or was so short that it is over. */
  readonly started: (start: () => Promise<void>) => Promise<void>;
  /** Waits until the status says it. */
  readonly says: (text: RegExp) => Promise<void>;
  /** Runs what the form says, to its end. */
  readonly runToEnd: () => Promise<void>;
}

export function steeringPanel({ webview }: Workbench): SteeringPanel {
  const body = (): Locator => webview().locator("body");
  const status = (): Locator => webview().locator("fk-progress .sentence");
  const runButton = (): Locator => webview().getByTitle("Run (Ctrl+Enter)");
  const stopButton = (): Locator => webview().getByTitle("Stop the run and keep what it reached");
  const says = (text: RegExp): Promise<void> => status().filter({ hasText: text }).waitFor({ timeout: patience });
  const started = async (start: () => Promise<void>): Promise<void> => {
    const shown = (await status().isVisible()) ? await status().textContent({ timeout: patience }) : undefined;
    await start();
    const isOver = async (): Promise<boolean> =>
      (await status().isVisible()) && (await status().textContent()) !== shown && (await runButton().isVisible());
    await expect
      .poll(async () => (await stopButton().isVisible()) || (await isOver()), { timeout: patience, interval: 100 })
      .toBe(true);
    // Beside an editor the form makes room for the cards.
    const showForm = webview().getByRole("button", { name: "Show the form" });
    if (await showForm.isVisible()) await showForm.click({ timeout: patience });
  };
  return {
    status,
    runButton,
    stopButton,
    number: (label) => webview().locator(`fk-number[label=${JSON.stringify(label)}] input`),
    async cards() {
      await body().evaluate(watchPage, undefined);
      return body().evaluate(() => (globalThis as unknown as WatchedPage).moments().at(-1)?.cards ?? []);
    },
    async watched() {
      await status().waitFor({ timeout: patience });
      await body().evaluate(watchPage, 50);
      await says(/^Done in/);
      return body().evaluate(() => (globalThis as unknown as WatchedPage).moments());
    },
    started,
    says,
    async runToEnd() {
      await started(() => runButton().click({ timeout: patience }));
      await says(/^Done in/);
    },
  };
}

interface WatchedPage {
  /** What the page has shown since it is watched, the present last. */
  moments(): Moment[];
  timer?: ReturnType<typeof setInterval>;
}

/** Runs in the page: keeps what it shows when it is asked, and every change of it where it is to look again after `interval` milliseconds. */
function watchPage(body: Element, interval: number | undefined): void {
  const page = globalThis as unknown as Partial<WatchedPage>;
  if (interval !== undefined) page.timer ??= setInterval(() => page.moments?.(), interval);
  if (page.moments !== undefined) return;
  const shown: Moment[] = [];
  const find = (root: Element | ShadowRoot, selector: string): Element[] => {
    const inside = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
      shadowRoot === null ? [] : find(shadowRoot, selector),
    );
    return [...root.querySelectorAll(selector), ...inside];
  };
  const cardOf = ({ shadowRoot }: Element): CardSeen => {
    const reward = shadowRoot?.querySelector(".reward")?.textContent ?? "";
    return {
      reward: Number(reward.replace("−", "-").replace("∞", "Infinity")),
      text: shadowRoot?.querySelector("p")?.textContent ?? "",
      masked: shadowRoot?.querySelector(".masked") !== null,
    };
  };
  const look = (): void => {
    const status = find(body, ".sentence")[0]?.textContent?.trim() ?? "";
    const moment = { status, cards: find(body, "fk-card").map(cardOf) };
    if (JSON.stringify(moment) !== JSON.stringify(shown.at(-1))) shown.push(moment);
  };
  page.moments = () => {
    look();
    return shown;
  };
}

/** The step of a quick pick that is open: "Generate (2/3)". */
export async function question({ page }: Workbench, title: string): Promise<void> {
  await page.locator(".quick-input-title", { hasText: title }).waitFor({ timeout: patience });
}

/** Types into the open quick pick and takes what is highlighted then. */
export async function answer({ page, quickInput }: Workbench, text: string, row: string = text): Promise<void> {
  await quickInput.fill(text);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: row }).waitFor({ timeout: patience });
  await page.keyboard.press("Enter");
}

/** Closes what has been said: a notification covers the cards. That of a run under way stays. */
export async function closeNotifications({ page }: Workbench): Promise<void> {
  const said = page.locator(".notification-list-item");
  for (let left = await said.count(); left > 0; left -= 1) {
    try {
      await said.first().hover({ timeout: 5000 });
      const close = said.locator(".codicon-notifications-clear").first();
      if (await close.isVisible()) await close.click({ timeout: 5000 });
    } catch (error) {
      // It may have gone by itself meanwhile.
      if ((await said.count()) >= left) throw error;
    }
  }
}

/** Saves the editor that has the focus once it has changes; resolves when they are on the disk. */
export async function save({ page }: Workbench): Promise<void> {
  const dirty = page.locator(".tab.active.dirty");
  await dirty.waitFor({ timeout: patience });
  // A text that was put in is there before the keyboard is.
  await page.locator(".editor-group-container.active .monaco-editor.focused").waitFor({ timeout: patience });
  await page.keyboard.press("ControlOrMeta+s");
  await dirty.waitFor({ state: "detached", timeout: patience });
}

/** Replaces all of the text of the editor that has the focus, as typed. */
export async function retype({ page }: Workbench, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** The engines that this process's servers have started. Linux. */
export function engineProcesses(): number[] {
  const isEngine = (pid: number): boolean =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").includes("dist/engine.mjs");
  const parent = (pid: number): number =>
    Number(/PPid:\t(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  const isMine = (pid: number): boolean => pid === process.pid || (pid > 1 && isMine(parent(pid)));
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((pid) => {
    try {
      return isEngine(pid) && isMine(pid);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}
