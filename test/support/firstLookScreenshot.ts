/**
 * `node test/support/firstLookScreenshot.ts`: the pictures of the README that show a steered run beside its unsteered twin, as texts and as images, in VS
 * Code's four themes, in docs/looks. Run it with the Node 24 of node_modules, after `npm run build`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { firstRun, firstRuns } from "../../scripts/lib/firstRun.mjs";
import { answer, patience } from "./steeringPanel.ts";
import { openWorkbench } from "./workbench.ts";

const repository = join(import.meta.dirname, "../..");
const looks = join(repository, "docs/looks");

const themes = {
  dark: "Dark Modern",
  light: "Light Modern",
  "hc-dark": "Dark High Contrast",
  "hc-light": "Light High Contrast",
} as const;

await firstRun();
mkdirSync(looks, { recursive: true });
await pictures("texts", firstRuns);
await pictures("images", imageRuns());
process.exit();

/** Kept for the next time. */
function imageRuns(): readonly string[] {
  const pair: string[] = [];
  for (const [name, more] of [
    ["scenes", []],
    ["scenes-unsteered", ["--strength", "0"]],
  ] as const) {
    const path = join(repository, ".cache/looks", `${name}.fkrun`);
    pair.push(path);
    if (existsSync(path)) continue;
    const prompt = ["--model", "emoji-scenes", "--prompt", "a purple car and a green book", "--reward", "prompt-match"];
    const args = ["run", ...prompt, "--particles", "8", "--seed", "1", "--out", path, ...more];
    execFileSync(process.execPath, [join(repository, "dist/cli.mjs"), ...args], { cwd: repository });
  }
  return pair;
}

/** The runs beside each other, as VS Code opens them. */
async function pictures(modality: string, runs: readonly string[]): Promise<void> {
  process.env["FK_STEERING_OPEN"] = runs.join(delimiter);
  const workbench = await openWorkbench({
    workspace: "examples",
    settings: {
      "window.commandCenter": false,
      "workbench.layoutControl.enabled": false,
      "breadcrumbs.enabled": false,
    },
  });
  try {
    const { page, runCommand } = workbench;
    await page.setViewportSize({ width: 1280, height: 960 });
    await page.locator(".tab", { hasText: "-unsteered.fkrun" }).waitFor({ timeout: patience });
    await runCommand("View: Close Primary Side Bar");
    for (const nth of [0, 1]) {
      const frame = page.locator("iframe.webview.ready").nth(nth).contentFrame();
      await frame
        .locator("iframe#active-frame")
        .contentFrame()
        .locator("fk-card")
        .first()
        .waitFor({ timeout: patience });
    }
    await page
      .locator(".statusbar-item", { hasText: "Activating Extensions" })
      .waitFor({ state: "detached", timeout: patience });
    for (const [name, theme] of Object.entries(themes)) {
      await page.keyboard.press("ControlOrMeta+k");
      await page.keyboard.press("ControlOrMeta+t");
      await answer(workbench, theme);
      await page.waitForTimeout(3000);
      await page.screenshot({ path: join(looks, `${modality}-${name}.jpg`), type: "jpeg", quality: 72 });
    }
  } finally {
    await workbench.close();
  }
}
