/**
 * `node test/support/verifierSheet.ts`: how far the verifier can be believed of what the image model makes. 208 unsteered images, eight of each
 * caption of training/verifier/tally.jsonl, without its verdicts in .cache/verifier-sheet, to be looked at first; with them, as frames, in
 * docs/verifier-check.jpg. Its verdicts go into the tally beside what the eye said, which is empty where the image is another one than was looked at.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engineSettings } from "../../src/cli/engineFolders.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { openReward } from "../../src/engine/reward/openReward.ts";
import { decodePng } from "../../src/png/png.ts";
import { isImageParticle } from "../../src/protocol/particle.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { launchChromium } from "./chromium.mjs";

/** A line of the tally, of one image. */
interface Line {
  readonly row: number;
  readonly column: number;
  readonly caption: string;
  /** The beginning of the SHA-256 of its PNG. */
  readonly image?: string;
  readonly verifier: boolean;
  /** Shows all that its caption asks for; null: was not looked at. */
  readonly eye: boolean | null;
}

const root = join(import.meta.dirname, "../..");
const tallyFile = join(root, "training/verifier/tally.jsonl");
const blindFolder = join(root, ".cache/verifier-sheet");
const particles = 8;
const captionsAPage = 7;

const before = (await readFile(tallyFile, "utf8"))
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Line);
const captions = [...new Set(before.map(({ caption }) => caption))];
const looked = new Map(before.map(({ image, eye }) => [image, eye]));

const browser = await launchChromium();
const pngs: string[] = [];
const tally: Line[] = [];
{
  await using engine = createEngine();
  const settings = engineSettings();
  await engine.call("engine/configure", settings);
  await using verifier = await openReward(
    { source: { kind: "builtin", name: "verifier" }, weight: 1, parameters: {} },
    { settings },
  );
  for (const [n, prompt] of captions.entries()) {
    const specification = parseSpecification({
      model: "emoji-scenes",
      prompt,
      rewards: [{ source: { kind: "builtin", name: "prompt-match" } as const }],
      strength: 0,
      particles,
      steps: 50,
      guidance: 3,
      seed: 101 + n,
      schedule: { kind: "every", every: 50 },
    });
    const result = await engine.call("run/start", { id: "sheet", specification, runFile: undefined });
    const images = result.particles.filter(isImageParticle).map(({ png }) => png);
    const decoded = images.map((png) => ({ ...decodePng(Buffer.from(png, "base64")), prompt }));
    const scores = await verifier.score(decoded, new AbortController().signal);
    for (const [at, png] of images.entries()) {
      const image = createHash("sha256").update(png).digest("hex").slice(0, 12);
      pngs.push(png);
      tally.push({
        row: n + 1,
        column: at + 1,
        caption: prompt,
        image,
        verifier: scores[at] === 1,
        eye: looked.get(image) ?? null,
      });
    }
  }
}
await writeFile(tallyFile, `${tally.map((line) => JSON.stringify(line)).join("\n")}\n`);

const pageOf = (rows: readonly number[], { side, isFramed }: { side: number; isFramed: boolean }): string => `<style>
  body { margin: 0; background: #fff; font: 12px sans-serif; color: #222; width: max-content }
  main { padding: 6px } p { margin: 4px 0 2px }
  img { width: ${side}px; height: ${side}px; margin-right: 4px; border: 2px solid #fff }
  .fits { border-color: #1a9641 } .fails { border-color: #d7191c }
</style><main>${rows
  .map((row) => {
    const images = Array.from({ length: particles }, (_, at) => {
      const place = row * particles + at;
      const frame = isFramed ? ` class="${tally[place]!.verifier ? "fits" : "fails"}"` : "";
      return `<img${frame} src="data:image/png;base64,${pngs[place]!}">`;
    });
    return `<p>${row + 1}. ${captions[row]!}</p>${images.join("")}`;
  })
  .join("")}</main>`;

try {
  const tab = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const draw = async (page: string, path: string): Promise<void> => {
    await tab.setContent(page);
    await tab.locator("main").screenshot(path.endsWith(".jpg") ? { path, type: "jpeg", quality: 80 } : { path });
  };
  const rows = captions.keys().toArray();
  await mkdir(blindFolder, { recursive: true });
  for (let from = 0; from < rows.length; from += captionsAPage) {
    const path = join(blindFolder, `${from / captionsAPage + 1}.png`);
    await draw(pageOf(rows.slice(from, from + captionsAPage), { side: 160, isFramed: false }), path);
  }
  await draw(pageOf(rows, { side: 64, isFramed: true }), join(root, "docs/verifier-check.jpg"));
} finally {
  await browser.close();
}

const seen = tally.filter(({ eye }) => eye !== null);
const agreed = seen.filter(({ eye, verifier }) => eye === verifier);
process.stdout.write(
  `${tally.length} images, ${seen.length} looked at; the verifier and the eye agree on ${agreed.length}.\n`,
);
