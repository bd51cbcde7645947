/** `node test/bench/evidence/pictures.ts`: the drawings in short as the README shows them, for a marketplace takes no SVG: docs/evidence/*-in-short.png. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launchChromium } from "../../support/chromium.mjs";
import { evidenceFolder } from "./weights.ts";

const browser = await launchChromium();
try {
  for (const name of readdirSync(evidenceFolder).filter((file) => file.endsWith("-in-short.svg"))) {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    await page.setContent(
      `<body style="margin:0;background:#fff">${readFileSync(join(evidenceFolder, name), "utf8")}</body>`,
    );
    const svg = page.locator("svg");
    // At its own size, which is its view box's.
    const [, , width, height] = (await svg.getAttribute("viewBox"))!.split(" ").map(Number);
    await svg.evaluate(
      (node, [w, h]) => (node.setAttribute("width", String(w)), node.setAttribute("height", String(h))),
      [width, height],
    );
    await svg.screenshot({ path: join(evidenceFolder, name.replace(/svg$/u, "png")) });
    await page.close();
  }
} finally {
  await browser.close();
}
