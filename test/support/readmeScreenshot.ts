/**
 * `node test/support/readmeScreenshot.ts`: the pictures of the README in test-results. readme.png: the example reward at the left, what
 * it steered at the right; readme-authoring.png: the reward with its lenses and fixtures, one of which fails; readme-images.png: images
 * beside the form that asked for them. Run it with the Node 24 of node_modules, after `npm run build`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answer, closeNotifications, question, steeringPanel } from "./steeringPanel.ts";
import { openWorkbench } from "./workbench.ts";

const workbench = await openWorkbench({
  workspace: "examples",
  settings: {
    "workbench.colorTheme": "Default Dark Modern",
    "window.commandCenter": false,
    "workbench.layoutControl.enabled": false,
    "editor.fontSize": 13,
    "editor.wordWrap": "on",
    "breadcrumbs.enabled": false,
  },
});
try {
  const { page, openFile, runCommand, screenshot, webview } = workbench;
  const panel = steeringPanel(workbench);
  await page.setViewportSize({ width: 1400, height: 860 });
  await openFile("cheerful.reward.ts");
  await runCommand("View: Close Primary Side Bar");
  await runCommand("FK Steering: Generate…");
  await question(workbench, "Generate (1/3)");
  await page.keyboard.press("Enter");
  await question(workbench, "Generate (2/3)");
  await answer(workbench, "Once upon a time there was a little dragon");
  await question(workbench, "Generate (3/3)");
  await answer(workbench, "cheer", "cheerful");
  await panel.says(/^Done in/);
  // Room for the particles: the form would fill half of it.
  await webview().getByLabel("Hide the form").click();
  await closeNotifications(workbench);
  await page
    .locator(".monaco-editor .view-lines")
    .first()
    .click({ position: { x: 5, y: 5 } });
  await page.mouse.move(700, 855);
  await page.waitForTimeout(2000);
  await screenshot("readme");

  await page.setViewportSize({ width: 1200, height: 560 });
  const reward = join(workbench.folder, "rewards/cheerful.reward.ts");
  writeFileSync(reward, readFileSync(reward, "utf8").replace("max: -0.5", "max: -2"));
  await runCommand("View: Close All Editors");
  await openFile("cheerful.reward.ts");
  await runCommand("Testing: Focus on Test Explorer View");
  await page.waitForTimeout(3000);
  await runCommand("FK Steering: Test This Reward");
  await page.locator('.test-explorer .monaco-list-row[aria-label*="cheerful (Failed)"]').click({ timeout: 60_000 });
  await page.keyboard.press("ArrowRight");
  await closeNotifications(workbench);
  await page.mouse.move(700, 555);
  await page.waitForTimeout(2000);
  await screenshot("readme-authoring");

  await page.setViewportSize({ width: 1280, height: 1000 });
  await runCommand("View: Close All Editors");
  await runCommand("View: Close Primary Side Bar");
  await runCommand("FK Steering: Generate…");
  await question(workbench, "Generate (1/3)");
  await answer(workbench, "emoji", "Emoji scenes");
  await question(workbench, "Generate (2/3)");
  await answer(workbench, "a purple car and a green book");
  await question(workbench, "Generate (3/3)");
  await answer(workbench, "prompt-match");
  await panel.says(/^Done in/);
  await closeNotifications(workbench);
  await page.waitForTimeout(2000);
  await screenshot("readme-images");
} finally {
  await workbench.close();
}
process.exit();
