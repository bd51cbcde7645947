/**
 * `node test/support/sweepPicture.ts`: docs/sweep.png, the sweep of the command that docs/sweeps.md begins with, as VS Code shows it. Run it with the Node
 * 24 of node_modules, after `npm run build`; it takes two minutes.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { answer, patience } from "./steeringPanel.ts";
import { openWorkbench } from "./workbench.ts";

const repository = join(import.meta.dirname, "../..");
const sweep = [
  ...["--preset", "paper", "--prompt", "Once upon a time", "--reward", "sentiment-lexicon", "--seeds", "5"],
  ...["--strength", "0,10,40", "--particles", "4,8", "--potential", "difference,max", "--out", "moods"],
];

const workbench = await openWorkbench({
  workspace: { "README.md": "" },
  settings: {
    "workbench.colorTheme": "Default Light Modern",
    "window.commandCenter": false,
    "workbench.layoutControl.enabled": false,
    "breadcrumbs.enabled": false,
  },
});
try {
  const { page, folder, runCommand, webview } = workbench;
  execFileSync(process.execPath, [join(repository, "dist/cli.mjs"), "sweep", ...sweep], {
    cwd: folder,
    stdio: "ignore",
  });
  await page.setViewportSize({ width: 900, height: 700 });
  await page.keyboard.press("ControlOrMeta+p");
  await answer(workbench, "sweep.fksweep", "sweep.fksweep");
  await webview().locator("fk-sweep-grid td").nth(5).waitFor({ timeout: patience });
  await runCommand("View: Close Primary Side Bar");
  await page.mouse.move(700, 690);
  await page.waitForTimeout(2000);
  await page
    .locator(".editor-container")
    .first()
    .screenshot({ path: join(repository, "docs/sweep.png") });
} finally {
  await workbench.close();
}
process.exit();
