/** Run files of the sizes that the inspector is measured on. Knows the format, not who reads it. */
import { appendFile, open, truncate } from "node:fs/promises";
import { encodeLine } from "../../src/runfile/numberCodec.ts";
import { samplesPath, type RunFileHeader, type RunFileLine, type RunFileStep } from "../../src/runfile/format.ts";
import { encodePng } from "../../src/png/png.ts";
import { encodeDraws } from "../../src/runfile/sampleBlock.ts";
import { openRunFile } from "../../src/runfile/write.ts";
import { exampleEnd, exampleHeader, exampleResult, exampleSelection, exampleStep } from "../support/exampleRun.ts";

/** A run of so many scored steps of texts. The lines of one. */
export async function writeTextRun(path: string, particles: number, steps: number): Promise<readonly RunFileLine[]> {
  const { step, selection, draws, header } = textStep(particles);
  await using file = await openRunFile(path);
  const [place] = await file.storeSamples([encodeDraws(draws)]);
  const lines = [{ ...step, draws: place! }, selection] as const;
  await file.write(header);
  for (let i = 1; i <= steps; i += 1) await file.write({ ...lines[0], step: i }, { ...selection, step: i });
  await file.write(exampleResult, exampleEnd);
  return lines;
}

/** A run of 64 texts of at least so many bytes. */
export async function writeLargeRun(path: string, bytes: number): Promise<void> {
  const step = (await writeTextRun(path, 64, 8)).map(encodeLine).join("");
  const at = (i: number): Buffer => Buffer.from(step.replaceAll('"iteration":0', `"iteration":${i + 1}`));
  await repeated(path, Math.ceil(bytes / step.length), at);
}

/** A run of one particle of so many lines: refined again and again. */
export async function writeLongRun(path: string, lines: number): Promise<void> {
  const [line, selection] = await writeTextRun(path, 1, 1);
  await repeated(path, lines / 2, (i) => {
    const key = { iteration: 1 + Math.floor(i / 64), step: 1 + (i % 64) };
    return Buffer.from(encodeLine({ ...line!, ...key }) + encodeLine({ ...selection!, ...key }));
  });
}

/** A run of 64 images whose pictures take so many bytes: those of the last step are there, the others are holes in the file. */
export async function writePictureRun(path: string, bytes: number, scored = 64): Promise<void> {
  const particles = 64;
  const { step, selection, header } = textStep(particles);
  await using file = await openRunFile(path);
  const images: RunFileHeader = { ...header, modality: "image" };
  const thumbnails = await file.storeSamples(Array.from({ length: particles }, (_, n) => noisyPicture(64, n)));
  const pictures = await file.storeSamples(Array.from({ length: particles }, (_, n) => noisyPicture(256, n)));
  const [draws] = await file.storeSamples([
    encodeDraws({ rewards: step.values.map((v) => [v]), parts: step.parts.map((p) => [p]), tokens: undefined }),
  ]);
  const sizes = Array.from({ length: particles }, () => 512);
  await file.write(images);
  for (let j = 1; j <= scored; j += 1) {
    await file.write(
      {
        ...step,
        step: j,
        steps: scored,
        draws: draws!,
        samples: {
          modality: "image",
          width: sizes,
          height: sizes,
          thumbnails: [...thumbnails],
          pictures: [...pictures],
        },
      },
      { ...selection, step: j },
    );
  }
  await file.write(exampleResult, exampleEnd);
  await truncate(samplesPath(path), bytes);
}

/** A PNG that does not pack well. */
export function noisyPicture(side: number, seed: number): Uint8Array {
  const data = Uint8ClampedArray.from({ length: side * side * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (Math.imul(i + 1, 2_654_435_761 + seed) >>> 16) & 255,
  );
  return encodePng({ width: side, height: side, data }, { quick: true });
}

async function repeated(path: string, count: number, lines: (i: number) => Buffer): Promise<void> {
  const handle = await open(path, "a");
  let waiting: Buffer[] = [];
  for (let i = 0; i < count; i += 1) {
    waiting.push(lines(i));
    if (waiting.length < 512 && i + 1 < count) continue;
    await handle.write(Buffer.concat(waiting));
    waiting = [];
  }
  await handle.close();
  await appendFile(path, encodeLine(exampleEnd));
}

/** A scored step of texts, its selection, and the header that it belongs to. */
export function textStep(particles: number, repeats = 1) {
  const each = <Value>(value: (n: number) => Value): Value[] => Array.from({ length: particles }, (_, n) => value(n));
  const numbers = each((n) => Math.sin(n + 1));
  const text =
    " there was a little dog who lived by the sea. Every day he ran to the beach and looked for shells.".repeat(
      4 * repeats,
    );
  const header: RunFileHeader = {
    ...exampleHeader,
    groups: [{ key: "Once upon a time", prompt: "Once upon a time", particles }],
  };
  const step: RunFileStep = {
    ...exampleStep,
    values: numbers,
    parts: each((n) => [numbers[n]!]),
    logPotentials: numbers,
    logWeights: numbers,
    paid: numbers,
    lastTilt: numbers,
    runningMax: numbers,
    runningSum: numbers,
    roots: each((n) => n),
    samples: { modality: "text", generated: each(() => text), stretches: each(() => [100, text.length - 100]) },
  };
  const selection = { ...exampleSelection, ancestors: each((n) => n) };
  const tokens = 120;
  const draws = {
    rewards: each(() => [0.1, 0.2, 0.3, 0.4]),
    parts: each(() => [[0.1], [0.2], [0.3], [0.4]]),
    tokens: each((n) => ({
      tokens: Array.from({ length: 4 }, (_, d) =>
        Int32Array.from({ length: tokens }, (_, i) => (i * 37 + d + n) % 4000),
      ),
      revealed: new Int32Array(tokens),
      probabilities: new Float32Array(tokens).fill(0.3),
      ends: Int32Array.from({ length: tokens }, (_, i) => 3 * i),
    })),
  };
  return { header, step, selection, draws };
}
