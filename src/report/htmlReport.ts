/**
 * A run as one HTML file for other people: the page of the extension with the run in it, lineage, steps and side by side alive. It reaches no network: its policy
 * allows only what is in the file. Knows no VS Code.
 */
import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ReportData } from "../protocol/report.ts";
import type { ParticleView } from "../protocol/particle.ts";
import type { TextTokens } from "../protocol/tokens.ts";
import { inMarkup } from "../protocol/markup.ts";
import { plainText } from "../protocol/plainText.ts";
import type { RunDocument } from "../runfile/document.ts";
import { shownParticles } from "../runfile/shownStep.ts";
import { textTokens } from "../runfile/textTokens.ts";
import { viewOfDocument } from "./documentView.ts";
import { withoutPaths } from "./withoutPaths.ts";

/** What is bundled of the page. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/** Characters of the steps before the last: of a run with more, every second step is left out, or every fourth, … */
const mostMoments = 48e6;
/** Particles whose tokens are told: those of more would fill the file. */
const mostTokens = 256;

/** Throws `run-file` where the run's files cannot be read. */
export async function htmlReport(document: RunDocument, page: ReportPage): Promise<string> {
  const data = await reportData(document);
  const nonce = randomBytes(16).toString("base64url");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data: blob:; font-src data:`;
  const title = inMarkup(plainText(data.run.specification.prompt ?? "", 80) || basename(document.path));
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · FK Steering</title>
<style nonce="${nonce}">${page.style.replaceAll("</", "<\\/")}
body { max-width: 1200px; margin: 0 auto; padding: 0 20px; font: var(--vscode-font-size) var(--vscode-font-family); color: var(--vscode-foreground); }</style>
</head>
<body>
<script type="application/json" id="run" nonce="${nonce}">${inScript(data)}</script>
<script type="module" nonce="${nonce}">${page.script.replaceAll(/<\/(?=script)/giu, "<\\/")}</script>
</body>
</html>
`;
}

async function reportData(document: RunDocument): Promise<ReportData> {
  const view = await viewOfDocument(document);
  const last = document.stepCount - 1;
  const iteration = last < 0 ? 0 : document.keyOf(last).iteration;
  const shown = Array.from({ length: last + 1 }, (_, index) => index).filter(
    (index) => document.keyOf(index).iteration === iteration,
  );
  const moments: Record<number, readonly ParticleView[]> = {};
  let size = 0;
  for (const index of thinned(shown, view.particles.length)) {
    const step = await document.step(index);
    const particles = await shownParticles(document, step);
    size += JSON.stringify(particles).length;
    if (size > mostMoments) break;
    moments[step.step] = particles;
    await setImmediate();
  }
  const tokens: Record<string, TextTokens> = {};
  for (const { index, modality } of view.particles.slice(0, mostTokens)) {
    if (modality !== "text" || last < 0) continue;
    const found = await textTokens(document, last, index).catch(() => undefined);
    if (found !== undefined) tokens[`${document.keyOf(last).step}/${index}`] = found;
    await setImmediate();
  }
  return { run: withoutPaths(view), moments, tokens };
}

/** Steps that are kept: all, or every k-th from the last on, so that no more than some ten thousand particles are told. */
function thinned(indices: readonly number[], particles: number): number[] {
  const every = Math.max(1, Math.ceil((indices.length * particles) / 16_384));
  return indices.toReversed().filter((_, i) => i % every === 0);
}

/** JSON that ends no script, whatever is in it. */
function inScript(data: ReportData): string {
  return JSON.stringify(data).replaceAll("<", String.raw`\u003c`);
}
