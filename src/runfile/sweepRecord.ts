/**
 * The `.fksweep` format: JSON Lines, append-only. First what a sweep is and what it was made with, then a line for each cell that ended; the last one of a
 * cell counts. The run of each cell lies beside it, in run files of its own.
 */
import { readdir } from "node:fs/promises";
import * as v from "valibot";
import { beginningOf } from "../cutText.ts";
import { SteeringError, messageOf } from "../errors.ts";
import type { Frozen } from "../protocol/fields.ts";
import { cellCount, type EndedCell, excerptLength, maxCells, type Sweep, sweepAxesSchema } from "../protocol/sweep.ts";
import { openAppended } from "./appendedFile.ts";
import { decodeLine, encodeLine } from "./numberCodec.ts";
import { fill, openToRead } from "./readBytes.ts";
import { refuseOther } from "./refuseOther.ts";
import { headerSchema } from "./schema.ts";
import { recordPath } from "./sweepPaths.ts";

/** In format 1 the particles of an axis were those of each island. */
const version = 2;
/** A record of as many cells as there may be takes less; more is not read. */
const mostBytes = 32 * 1024 * 1024;

const versionSchema = v.object({ kind: v.literal("sweep"), version: v.number() });

const sweepSchema = v.object({
  kind: v.literal("sweep"),
  version: v.number(),
  axes: sweepAxesSchema,
  /** As every cell's file begins, but for what the axes say: specification, model, rewards, device, versions. */
  run: headerSchema,
});
export type SweepHeader = Frozen<v.InferOutput<typeof sweepSchema>>;

const figure = v.number();
const figuresSchema = v.object({
  best: v.optional(figure),
  draw: v.optional(figure),
  mean: v.optional(figure),
  ess: figure,
  logZ: figure,
  survivors: figure,
  variety: v.optional(figure),
  feasible: figure,
  values: v.optional(v.array(figure)),
  scored: figure,
  forwardPasses: figure,
  seconds: figure,
  // Whoever shows it has no room for more.
  excerpt: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => beginningOf(text, excerptLength)),
    ),
  ),
});

/** Characters of a sentence of a cell that failed: a compiler's findings can be as long as a file. */
const longestMessage = 1000;

const resultSchema = v.variant("outcome", [
  v.object({ outcome: v.literal("done"), figures: figuresSchema }),
  v.object({
    outcome: v.literal("failed"),
    error: v.object({
      code: v.string(),
      message: v.pipe(
        v.string(),
        v.transform((text) => beginningOf(text, longestMessage)),
      ),
    }),
  }),
]);

const cellSchema = v.object({ kind: v.literal("cell"), cell: v.pipe(figure, v.safeInteger()), result: resultSchema });

/** A sweep as its record tells it. */
export interface SweepRecord {
  readonly folder: string;
  readonly header: SweepHeader;
  /** The cells that ended, each as it did last. */
  readonly ended: readonly EndedCell[];
  /** Length up to the end of the last whole line: what follows was cut. */
  readonly wholeBytes: number;
}

/** What the record says of what is swept. */
export function sweepOf({ header: { axes, run } }: Pick<SweepRecord, "header">): Sweep {
  return { specification: run.specification, axes };
}

/**
 * Undefined where the folder has no record, or one whose first line was not written whole.
 * @throws SteeringError `run-file` for a record that is damaged, or of another version
 */
export async function readSweepRecord(folder: string): Promise<SweepRecord | undefined> {
  const path = recordPath(folder);
  const text = await textOf(path);
  const wholeBytes = text.lastIndexOf("\n") + 1;
  if (wholeBytes === 0) return undefined;
  const [first = "", ...others] = text.slice(0, wholeBytes - 1).split("\n");
  // First: another version may have anything else otherwise.
  const { version: written } = parsed(path, 1, first, versionSchema);
  if (written !== 1 && written !== version) {
    const newer = `${path} was written by a newer FK Steering (format ${written}; this one reads ${version}). Update it to go on.`;
    throw new SteeringError("run-file", newer);
  }
  const header = inThisFormat(parsed(path, 1, first, sweepSchema));
  const cells = cellCount(header.axes);
  if (cells > maxCells) throw damaged(path, 1, `it has ${cells} cells, and ${maxCells} are the most`);
  const ended = new Map<number, EndedCell>();
  others.forEach((line, index) => {
    const { cell, result } = parsed(path, index + 2, line, cellSchema);
    if (cell < 0 || cell >= cells) throw damaged(path, index + 2, `the sweep has ${cells} cells`);
    ended.set(cell, { cell, result: result as EndedCell["result"] });
  });
  return { folder, header, ended: [...ended.values()], wholeBytes: Buffer.byteLength(text.slice(0, wholeBytes)) };
}

function inThisFormat(header: SweepHeader): SweepHeader {
  if (header.version === version) return header;
  const { islands } = header.run.specification;
  const axes = { ...header.axes, particles: header.axes.particles.map((count) => count * islands) };
  return { ...header, axes };
}

export interface SweepRecordWriter extends AsyncDisposable {
  /** On the disk when it resolves. Throws `run-file` where that cannot be. */
  ended(cell: EndedCell): Promise<void>;
}

/**
 * Begins a record, or goes on with it.
 * @throws SteeringError `run-file` where something else lies in its place, or nothing can be written
 */
export async function openSweepRecord(
  folder: string,
  header: SweepHeader,
  before: SweepRecord | undefined,
): Promise<SweepRecordWriter> {
  const path = recordPath(folder);
  if (before === undefined) await refuseOther(path, '{"kind":"sweep"', "record of a sweep");
  const file = await openAppended(path, before?.wholeBytes).catch((cause: unknown) => {
    const sentence = `The sweep cannot be recorded in ${path}: ${messageOf(cause)}. Choose another place.`;
    throw new SteeringError("run-file", sentence, { cause });
  });
  const write = async (line: object): Promise<void> => {
    await file.append(Buffer.from(encodeLine(line)));
    await file.flush();
  };
  if (before === undefined) await write(header);
  return {
    ended: ({ cell, result }) => write({ kind: "cell", cell, result }),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

export function sweepHeader(axes: Sweep["axes"], run: SweepHeader["run"]): SweepHeader {
  return { kind: "sweep", version, axes, run };
}

/** Refuses a folder in which there is something else than a sweep: its runs would lie among it, or, through a link, anywhere. */
export async function refuseOtherFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const own = /^(?:\..*|(?:sweep|cell-\d+)\.(?:fksweep|fkrun|fkstates|fksamples|fklock)\b.*)$/u;
  const other = entries.find(({ name }) => !own.test(name));
  // A pipe would be waited for, and through a link files would lie anywhere.
  const odd = entries.find((entry) => !entry.isFile() && !entry.name.startsWith("."));
  if (other === undefined && odd === undefined) return;
  const found =
    other === undefined
      ? `what is no file, but named as one (${odd?.name})`
      : `something else than a sweep (${other.name})`;
  throw new SteeringError("run-file", `${folder} holds ${found}, so nothing is written there. Choose another folder.`);
}

/** Empty where there is no such file. */
async function textOf(path: string): Promise<string> {
  const file = await openToRead(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    if (error instanceof SteeringError) throw error;
    throw new SteeringError("run-file", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    if (size > mostBytes) throw new SteeringError("run-file", `${path} is too long for the record of a sweep.`);
    const buffer = Buffer.alloc(size);
    await fill(buffer, file, 0);
    return buffer.toString("utf8");
  } finally {
    await file.close();
  }
}

/** With what helps: a cell's line is made again from its run. */
function damaged(path: string, number: number, why: string): SteeringError {
  const next =
    number === 1
      ? "It may be damaged or made by another version."
      : "Take the line out and resume the sweep: what the cell came to is read from its run again.";
  return new SteeringError(
    "run-file",
    `${path} cannot be read: line ${number} is not as a sweep's record has it (${why}). ${next}`,
    { details: { location: { file: path, line: number, column: 1 } } },
  );
}

function parsed<Schema extends v.GenericSchema>(
  path: string,
  number: number,
  line: string,
  schema: Schema,
): v.InferOutput<Schema> {
  try {
    const result = v.safeParse(schema, decodeLine(line), { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    throw new Error(`${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
  } catch (error) {
    throw damaged(path, number, messageOf(error));
  }
}
