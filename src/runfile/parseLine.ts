/** What a line says, looked at before it is believed, in either format. Pure. */
import * as v from "valibot";
import { runSpecificationSchema } from "../protocol/specification.ts";
import { runFileVersion } from "./format.ts";
import type { LineKind } from "./lineIndex.ts";
import {
  continuationSchema,
  endSchema,
  headerSchema,
  pilotSchema,
  referenceSchema,
  resultSchema,
  selectionSchema,
  stepSchema,
  warningSchema,
} from "./schema.ts";
import { endSchema1, headerSchema1, pilotSchema1, stepSchema1 } from "./schema1.ts";

const schemas = {
  header: headerSchema,
  pilot: pilotSchema,
  warning: warningSchema,
  reference: referenceSchema,
  continuation: continuationSchema,
  step: stepSchema,
  selection: selectionSchema,
  result: resultSchema,
  end: endSchema,
};
const schemas1 = { header: headerSchema1, pilot: pilotSchema1, step: stepSchema1, end: endSchema1 };

type Schemas = typeof schemas;
type Schemas1 = typeof schemas1;

/** @throws Error with why, for a line that is not as its kind is */
export function parseLine<Kind extends keyof Schemas>(kind: Kind, decoded: unknown): v.InferOutput<Schemas[Kind]> {
  return checked(schemas[kind], decoded);
}

/** The same of format 1. */
export function parseLine1<Kind extends keyof Schemas1>(kind: Kind, decoded: unknown): v.InferOutput<Schemas1[Kind]> {
  return checked(schemas1[kind], decoded);
}

/** Undefined where the line is no header, so that the file is not a run file. */
export function versionOf(kind: LineKind | undefined, decoded: unknown): number | undefined {
  if (kind !== "header" || typeof decoded !== "object" || decoded === null || !("version" in decoded)) return undefined;
  const { version } = decoded;
  return typeof version === "number" && Number.isInteger(version) && version >= 1 ? version : undefined;
}

export function newerFormat(path: string, version: number): string {
  return `${path} was written by a newer FK Steering (format ${version}; this one reads ${runFileVersion}). Update the extension to open it.`;
}

/** Why a header cannot be understood that has settings of a version to come; undefined where it has none. */
export function newerSettings(path: string, header: unknown): string | undefined {
  const { specification } = header as { readonly specification?: unknown };
  if (typeof specification !== "object" || specification === null) return undefined;
  const unknown = Object.keys(specification).find((name) => !Object.hasOwn(runSpecificationSchema.entries, name));
  if (unknown === undefined) return undefined;
  return `${path} was made by a newer FK Steering: it has a setting that this one does not know (${unknown.slice(0, 40)}). Update the extension to open it.`;
}

function checked<Schema extends v.GenericSchema>(schema: Schema, decoded: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, decoded, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new Error(`${v.getDotPath(issue) ?? "it"}: ${issue.message}`);
}
