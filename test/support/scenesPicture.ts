/**
 * `node test/support/scenesPicture.ts`: docs/emoji-scenes.png, what each size of the embedded image model makes of six prompts unsteered and the
 * smaller one steered; and of all particles the table of training/README.md. The first four of eight of seed 1, as they came.
 */
import { join } from "node:path";
import { engineSettings } from "../../src/cli/engineFolders.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { meanOf } from "../../src/protocol/estimate.ts";
import { formatFixed } from "../../src/protocol/numberWords.ts";
import { isImageParticle, type ImageParticle } from "../../src/protocol/particle.ts";
import { presetSettings } from "../../src/protocol/presets.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { launchChromium } from "./chromium.mjs";

const prompts = [
  "a red heart",
  "a dog and a fish",
  "three cats",
  "a purple star",
  "a tree left of a house",
  "a purple car and a green book",
];
const particles = 8;
const shown = 4;
const paper = presetSettings("paper", particles);
const columns = {
  "large, unsteered": { model: "emoji-scenes-large", strength: 0 },
  "small, unsteered": { model: "emoji-scenes", strength: 0 },
  "small, steered": { model: "emoji-scenes" },
} as const;

await using engine = createEngine();
const made = new Map<string, readonly ImageParticle[]>();
for (const prompt of prompts) {
  for (const [name, change] of Object.entries(columns)) {
    const rewards = [{ source: { kind: "builtin", name: "prompt-match" } as const }];
    const specification = parseSpecification({ ...paper, steps: 50, seed: 1, prompt, rewards, ...change });
    await engine.call("engine/configure", engineSettings(specification));
    const result = await engine.call("run/start", { id: "scene", specification, runFile: undefined });
    made.set(`${name} ${prompt}`, result.particles.filter(isImageParticle));
  }
}

const rewardsOf = (name: string, prompt: string): number[] =>
  made.get(`${name} ${prompt}`)!.map(({ reward }) => reward);
const lines = prompts.map((prompt) => {
  const best = formatFixed(Math.max(...rewardsOf("small, unsteered", prompt)), 3);
  const [large, small, steered] = Object.keys(columns).map((name) => formatFixed(meanOf(rewardsOf(name, prompt)), 3));
  return `| ${prompt} | ${large} | ${small} | ${best} | ${steered} |`;
});
const heads = "| prompt | large, unsteered | small, unsteered | best of its 8 | small, steered |";
process.stdout.write(`${[heads, "|---|---|---|---|---|", ...lines].join("\n")}\n`);

const pictures = (name: string, prompt: string): string =>
  made
    .get(`${name} ${prompt}`)!
    .slice(0, shown)
    .map(({ png }) => `<img src="data:image/png;base64,${png}">`)
    .join("");
const names = Object.keys(columns);
const page = `<style>
  body { margin: 0; background: #fff; font: 13px sans-serif; color: #222; width: max-content }
  table { border-spacing: 14px 3px } th { font-weight: normal; text-align: left } td:first-child { text-align: right }
  img { width: 64px; height: 64px; margin-right: 3px; display: inline-block; vertical-align: middle }
</style><table><tr><th></th>${names.map((name) => `<th>${name}</th>`).join("")}</tr>${prompts
  .map(
    (prompt) =>
      `<tr><td>${prompt}</td>${names.map((name) => `<td style="white-space:nowrap">${pictures(name, prompt)}</td>`).join("")}</tr>`,
  )
  .join("")}</table>`;
const browser = await launchChromium();
try {
  const tab = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await tab.setContent(page);
  await tab.locator("table").screenshot({ path: join(import.meta.dirname, "../../docs/emoji-scenes.png") });
} finally {
  await browser.close();
}
