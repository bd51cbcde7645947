/**
 * `node test/support/firstLookScreenshot.ts`: what `npm start` opens, in test-results/first-look.png. Run it with the Node 24 of
 * node_modules, after `npm run build`.
 */
import { delimiter } from "node:path";
import { firstRun, firstRuns } from "../../scripts/lib/firstRun.mjs";
import { openWorkbench } from "./workbench.ts";

await firstRun();
process.env["FK_STEERING_OPEN"] = firstRuns.join(delimiter);
const workbench = await openWorkbench({
  workspace: "examples",
  settings: {
    "workbench.colorTheme": "Default Dark Modern",
    "window.commandCenter": false,
    "workbench.layoutControl.enabled": false,
    "breadcrumbs.enabled": false,
  },
});
try {
  const { page, runCommand, screenshot } = workbench;
  await page.setViewportSize({ width: 1400, height: 860 });
  await page.locator(".tab", { hasText: "first-run-unsteered.fkrun" }).waitFor();
  await runCommand("View: Close Primary Side Bar");
  await page.waitForTimeout(5000);
  await screenshot("first-look");
} finally {
  await workbench.close();
}
