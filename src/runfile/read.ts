/** Reads a run file as a stream: files may be long, cut, or not ours. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import * as v from "valibot";
import { SteeringError, messageOf } from "../errors.ts";
import {
  runFileVersion,
  type RunFileEnd,
  type RunFileHeader,
  type RunFileLine,
  type RunFilePilot,
  type RunFileStep,
} from "./format.ts";
import { decodeLine } from "./line.ts";
import { endSchema, headerSchema, pilotSchema, stepSchema } from "./schema.ts";

/** A whole run as its file tells it. `end` is undefined when the run was cut off. */
export interface RunFile {
  readonly header: RunFileHeader;
  readonly pilot: RunFilePilot | undefined;
  /** Of every iteration, in file order. */
  readonly steps: readonly RunFileStep[];
  readonly end: RunFileEnd | undefined;
}

/** Longest line that is read: a damaged file must not fill the memory. */
const maxLineLength = 256 * 1024 * 1024;

const schemas = new Map<unknown, v.GenericSchema<unknown, RunFileLine>>([
  ["header", headerSchema],
  ["pilot", pilotSchema],
  ["step", stepSchema],
  ["end", endSchema],
]);

function parseLine(path: string, number: number, decoded: unknown): RunFileLine {
  const kind = typeof decoded === "object" && decoded !== null && "kind" in decoded ? decoded.kind : undefined;
  const schema = schemas.get(kind);
  if (schema === undefined) throw damaged(path, number, `it is none of ${[...schemas.keys()].join(", ")}`);
  const result = v.safeParse(schema, decoded, { abortEarly: true });
  if (!result.success) {
    const issue = result.issues[0];
    throw damaged(path, number, `${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
  }
  return result.output;
}

function damaged(path: string, number: number, why: string): SteeringError {
  return new SteeringError(
    "run-file",
    `${path} cannot be read: line ${number} is not as a run file has it (${why}). It may be damaged or made by another version.`,
    {
      details: { location: { file: path, line: number, column: 1 } },
    },
  );
}

/** Lines in file order. A last line that does not parse is taken for cut and ends the stream. Throws `run-file`. */
export async function* readRunLines(path: string): AsyncGenerator<RunFileLine> {
  const stream = createReadStream(path, { encoding: "utf8" });
  try {
    let number = 0;
    let unparsed: Error | undefined;
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      number++;
      if (unparsed !== undefined) throw damaged(path, number - 1, messageOf(unparsed));
      if (text.length > maxLineLength) throw damaged(path, number, "it is too long");
      let decoded: unknown;
      try {
        decoded = decodeLine(text);
      } catch (error) {
        unparsed = error as Error;
        continue;
      }
      yield parseLine(path, number, decoded);
    }
  } catch (error) {
    if (error instanceof SteeringError) throw error;
    throw new SteeringError("run-file", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  } finally {
    stream.destroy();
  }
}

/** The whole file. Throws `run-file` when it has no header, is of a newer version, or is not a run file. */
export async function readRunFile(path: string): Promise<RunFile> {
  let header: RunFileHeader | undefined;
  let pilot: RunFilePilot | undefined;
  const steps: RunFileStep[] = [];
  let end: RunFileEnd | undefined;
  for await (const line of readRunLines(path)) {
    if (line.kind === "header") header = line;
    else if (line.kind === "pilot") pilot = line;
    else if (line.kind === "step") steps.push(line);
    else end = line;
    if (header === undefined)
      throw new SteeringError("run-file", `${path} does not begin with a run's header, so it is not a run file.`);
    if (header.version > runFileVersion) {
      throw new SteeringError(
        "run-file",
        `${path} was written by a newer FK Steering (format ${header.version}; this one reads ${runFileVersion}). Update the extension to open it.`,
      );
    }
  }
  if (header === undefined) throw new SteeringError("run-file", `${path} is empty: the run stopped before it began.`);
  return { header, pilot, steps, end };
}
