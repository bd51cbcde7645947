/**
 * How the best particle came to be, as a moving picture: what it and those that it descends from were heading for at each scored step. Of images an animated PNG,
 * of texts an SVG that moves by itself. Knows no VS Code.
 */
import type { RgbaImage } from "../diffusion/image.ts";
import { SteeringError } from "../errors.ts";
import { inMarkup } from "../protocol/markup.ts";
import type { ImageParticle, ParticleView, TextParticle } from "../protocol/particle.ts";
import { encodeAnimation } from "../png/animation.ts";
import { contactSheet } from "../png/contactSheet.ts";
import { decodePng } from "../png/png.ts";
import type { RunDocument } from "../runfile/document.ts";
import { shownParticles } from "../runfile/shownStep.ts";
import type { RunView } from "../protocol/panel.ts";

/** Milliseconds that a step is shown, and the last one. */
const pace = 250;
const rest = 2500;

export interface Reveal {
  readonly content: Uint8Array;
  readonly extension: "png" | "svg";
  /** What it lacks, in a sentence; undefined where it has every step. */
  readonly missing: string | undefined;
}

/** Throws `run-file` where the run has no scored step, or its pictures are gone. */
export async function revealOf(document: RunDocument, { best, particles }: RunView): Promise<Reveal> {
  const line = await lineOf(document, best ?? particles[0]?.index ?? 0);
  const texts = line.flatMap(({ particle: one }) => (one.modality === "text" ? [one] : []));
  if (line.length === 0) throw new SteeringError("run-file", `${document.path} has no scored step to show.`);
  if (texts.length > 0) return { content: Buffer.from(movingText(texts)), extension: "svg", missing: undefined };
  const kept = line.filter(({ particle: one }) => one.modality === "image" && one.png !== "");
  const decoded = (one: LineStep | undefined): RgbaImage | undefined =>
    one && decodePng(Buffer.from((one.particle as ImageParticle).png, "base64"));
  const final = decoded(kept.at(-1));
  if (final === undefined) throw new SteeringError("run-file", `The pictures of ${document.path} are gone.`);
  const frames = kept.map((one, i) => () => ({
    image: contactSheet([resizedTo(decoded(one)!, final)]),
    milliseconds: i === kept.length - 1 ? rest : pace,
  }));
  return { content: await encodeAnimation(frames), extension: "png", missing: missingOf(line, kept) };
}

interface LineStep {
  readonly step: number;
  readonly particle: ParticleView;
}

function missingOf(line: readonly LineStep[], kept: readonly LineStep[]): string | undefined {
  const steps = line.filter((one) => !kept.includes(one)).map(({ step }) => step);
  const [last, shown] = [line.at(-1), kept.at(-1)];
  if (steps.length === 0) return undefined;
  const gone = `${steps.length} of its ${line.length} pictures ${steps.length === 1 ? "is" : "are"} damaged or gone: of step ${steps.join(", ")}`;
  return last === shown ? `${gone}.` : `${gone}. It ends with step ${shown?.step}, and not with the last one.`;
}

/** What the particle's line was heading for at each scored step of the last pass, the first one first. */
async function lineOf(document: RunDocument, particle: number): Promise<LineStep[]> {
  const line: LineStep[] = [];
  const last = document.stepCount - 1;
  let at = particle;
  for (let index = last; index >= 0; index -= 1) {
    if (document.keyOf(index).iteration !== document.keyOf(last).iteration) break;
    const step = await document.step(index);
    // Particles of the last step are shown as they were scored.
    if (index < last) at = step.ancestors[at] ?? at;
    const found = (await shownParticles(document, step, { pictures: "full" }))[at];
    if (found !== undefined) line.push({ step: step.step, particle: found });
  }
  return line.toReversed();
}

/** By the nearest pixel: what was kept small stays as coarse as it is. */
function resizedTo(image: RgbaImage, { width, height }: RgbaImage): RgbaImage {
  if (image.width === width && image.height === height) return image;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const row = Math.floor((y * image.height) / height);
      const from = 4 * (row * image.width + Math.floor((x * image.width) / width));
      data.set(image.data.subarray(from, from + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

const lineLength = 56;
const lineHeight = 24;
const width = 520;

function movingText(line: readonly TextParticle[]): string {
  const frames = line.map(({ pieces }) => wrapped(pieces));
  const height = Math.max(...frames.map((rows) => rows.length)) * lineHeight + 32;
  const whole = (line.length - 1) * pace + rest;
  const part = (milliseconds: number): string => `${((100 * milliseconds) / whole).toFixed(3)}%`;
  const styles = frames.map((_, i) => {
    const end = i === frames.length - 1 ? "100%" : part((i + 1) * pace);
    const before = i === 0 ? "" : `0% { visibility: hidden } `;
    const after = i === frames.length - 1 ? "" : ` ${end}, 100% { visibility: hidden }`;
    return `@keyframes f${i} { ${before}${part(i * pace)} { visibility: visible }${after} } .f${i} { animation: f${i} ${whole}ms step-end infinite }`;
  });
  const drawn = frames.map(
    (rows, i) =>
      `<g class="f${i}">${rows
        .map(
          (row, y) =>
            `<text x="16" y="${32 + y * lineHeight}" xml:space="preserve">${row
              .map(({ text, masked }) => `<tspan${masked ? ' class="noise"' : ""}>${escaped(text)}</tspan>`)
              .join("")}</text>`,
        )
        .join("")}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>
svg { background: #fff } text { font: 16px Georgia, serif; fill: #222 } .noise { fill: #bbb }
@media (prefers-color-scheme: dark) { svg { background: #1f1f1f } text { fill: #ddd } .noise { fill: #555 } }
@media (prefers-reduced-motion: reduce) { g { animation: none !important; visibility: hidden } g:last-of-type { visibility: visible } }
${styles.join("\n")}
</style>
${drawn.join("\n")}
</svg>
`;
}

type Piece = TextParticle["pieces"][number];

/** Rows of about as many characters, broken between words, and where one is longer than a row, within it. */
export function wrapped(pieces: readonly Piece[]): Piece[][] {
  const rows: Piece[][] = [[]];
  let length = 0;
  for (const { text, masked } of pieces) {
    for (const word of (text.match(/\s*\S+|\s+/gu) ?? []).flatMap(inRows)) {
      const isNew = length > 0 && length + widthOf(word) > lineLength;
      if (isNew) {
        rows.push([]);
        length = 0;
      }
      const shown = isNew ? word.trimStart() : word.replaceAll(/\s/gu, " ");
      rows.at(-1)!.push({ text: shown, masked });
      length += widthOf(shown);
    }
  }
  return rows;
}

/** Parts of a word that a row has room for. */
function inRows(word: string): string[] {
  if (widthOf(word) <= lineLength) return [word];
  const parts = [""];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (widthOf(parts.at(-1)! + segment) > lineLength) parts.push("");
    parts[parts.length - 1] += segment;
  }
  return parts;
}

/** In letters of the alphabet: signs of East Asia and pictures are as wide as two. */
function widthOf(text: string): number {
  let letters = 0;
  for (const sign of text) letters += twoWide.test(sign) ? 2 : 1;
  return letters;
}

const twoWide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}\u3000-\u303f\uff00-\uff60]/u;

/** For XML, which has no control characters. */
function escaped(text: string): string {
  return inMarkup(text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD"));
}
