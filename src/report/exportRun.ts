/** A run's file as files for other people and programs. Makes them and writes none. Knows no VS Code. */
import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import { SteeringError } from "../errors.ts";
import { isImageParticle, type ImageParticle } from "../protocol/particle.ts";
import { parseSpecification } from "../protocol/specification.ts";
import { rewardNames } from "../protocol/rewardWords.ts";
import { openSheet } from "../png/contactSheet.ts";
import { decodePng, encodePngAside, sizeOfPng } from "../png/png.ts";
import { withRunSettings } from "../png/runSettings.ts";
import { openRunDocument, type RunDocument } from "../runfile/document.ts";
import { samplesPath } from "../runfile/format.ts";
import { viewOfDocument } from "./documentView.ts";
import { htmlReport, type ReportPage } from "./htmlReport.ts";
import { particleLines, particleTable } from "./particleTable.ts";
import { revealOf } from "./reveal.ts";

/** What a run can be exported as, in the order in which it is offered. */
export const exportFormats = {
  html: ["Report", "One HTML file without network: lineage, steps, side by side"],
  csv: ["Table", "Comma-separated values, a row for each particle"],
  jsonl: ["JSON Lines", "A line of JSON for each particle"],
  images: ["All images", "A PNG for each particle, with the run's settings in it"],
  sheet: ["Contact sheet", "All images in one PNG"],
  reveal: ["Animated reveal", "How the best came to be: an animated PNG, or an SVG of a text"],
} as const satisfies Readonly<Record<string, readonly [name: string, words: string]>>;

export type ExportFormat = keyof typeof exportFormats;

export const exportFormatNames = Object.keys(exportFormats) as readonly ExportFormat[];

export interface ExportedFile {
  /** Its name, by the run's. */
  readonly name: string;
  readonly content: Uint8Array;
}

export interface Exported {
  readonly files: readonly ExportedFile[];
  /** What they lack of the run, in a sentence; undefined where they have it all. */
  readonly missing: string | undefined;
}

/** Formats that a run of that kind has. */
export function formatsOf({ header: { modality } }: Pick<RunDocument, "header">): readonly ExportFormat[] {
  return exportFormatNames.filter((format) => modality === "image" || (format !== "images" && format !== "sheet"));
}

/**
 * @param page of an HTML report, read when it is needed
 * @throws SteeringError `run-file` where the run cannot be read, has no particles, or not what was asked for
 */
export async function exportRun(
  path: string,
  format: ExportFormat,
  page: () => Promise<ReportPage>,
): Promise<Exported> {
  await using document = await openRunDocument(path);
  const stem = basename(path).replace(/\.fkrun$/u, "");
  const one = (extension: string, content: Uint8Array | string, missing?: string): Exported => ({
    files: [{ name: `${stem}.${extension}`, content: typeof content === "string" ? Buffer.from(content) : content }],
    missing,
  });
  if (!formatsOf(document).includes(format)) {
    throw new SteeringError(
      "run-file",
      `${path} wrote texts and has no images. Export it as ${formatsOf(document).join(", ")}.`,
    );
  }
  const view = await viewOfDocument(document);
  if (view.particles.length === 0) {
    throw new SteeringError("run-file", `${path} ended before its first scored step: there is nothing to export.`);
  }
  const rewards = rewardNames(document.header.specification.rewards);
  const imaged = view.particles.filter(isImageParticle);
  const images = imaged.filter(({ png }) => png !== "");
  if (images.length === 0 && (format === "images" || format === "sheet")) {
    throw new SteeringError(
      "run-file",
      `The pictures of ${path} are gone: they lie in ${basename(samplesPath(path))} beside it. Put that file back, or export the run as csv.`,
    );
  }
  const gone = imaged.filter(({ png }) => png === "").map(({ index }) => `#${index}`);
  const missing =
    gone.length === 0
      ? undefined
      : `${gone.length} of the ${imaged.length} images ${gone.length === 1 ? "is" : "are"} damaged or gone, and left out: ${gone.join(", ")}.`;
  const makers: Readonly<Record<ExportFormat, () => Promise<Exported> | Exported>> = {
    html: async () => one("html", await htmlReport(document, await page())),
    csv: () => one("csv", particleTable(view, rewards)),
    jsonl: () => one("jsonl", particleLines(view, rewards)),
    sheet: async () => one("sheet.png", await sheetOf(images), missing),
    async reveal() {
      const reveal = await revealOf(document, view);
      return one(`reveal.${reveal.extension}`, reveal.content, reveal.missing);
    },
    images() {
      const specification = parseSpecification(view.specification);
      const files = images.map((image) => ({
        name: `${stem}-${String(image.index).padStart(3, "0")}.png`,
        content: withRunSettings(bytesOf(image), { specification, particle: image.index }),
      }));
      return { files, missing };
    },
  };
  // Before the document is closed.
  return await makers[format]();
}

/** One image is unpacked at a time, and whoever waits in this process has a turn in between. */
async function sheetOf(images: readonly ImageParticle[]): Promise<Uint8Array> {
  const sheet = openSheet(sizeOfPng(bytesOf(images[0]!)), images.length);
  for (const image of images) {
    sheet.add(decodePng(bytesOf(image)));
    await setImmediate();
  }
  return encodePngAside(sheet.image, "small");
}

function bytesOf({ png }: ImageParticle): Uint8Array {
  return Buffer.from(png, "base64");
}
