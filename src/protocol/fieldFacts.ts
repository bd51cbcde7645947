/** What a schema says of a value, for those who show it: its kind, its limits, its choices and its default. Pure. */
import type * as v from "valibot";

export interface FieldFacts {
  readonly type: "integer" | "number" | "switch" | "text" | "option" | "list" | "texts" | "choice" | "object";
  readonly min?: number;
  readonly max?: number;
  /** How many texts there must and may be. */
  readonly fewest?: number;
  readonly most?: number;
  /** Names to choose from: of an option its values, of a choice its kinds. */
  readonly options?: readonly string[];
  /** Whether it can be left out. */
  readonly optional: boolean;
  /** What then holds; undefined: nothing in particular. */
  readonly fallback: unknown;
}

/** What the schemas of this product are made of, seen from outside. */
interface Seen {
  readonly type: string;
  readonly wrapped?: Seen;
  readonly default?: unknown;
  readonly pipe?: readonly Seen[];
  readonly requirement?: unknown;
  readonly options?: readonly unknown[];
  readonly entries?: Readonly<Record<string, Seen>>;
  readonly literal?: unknown;
  readonly item?: Seen;
}

export function factsOf(schema: v.GenericSchema): FieldFacts {
  return facts(schema);
}

/** What is known of a field inside an object or the kind of a choice. Undefined where there is none. */
export function partFacts(schema: v.GenericSchema, part: string, kind?: string): FieldFacts | undefined {
  const found = partSchema(schema, part, kind);
  return found === undefined ? undefined : factsOf(found);
}

export function partSchema(schema: v.GenericSchema, part: string, kind?: string): v.GenericSchema | undefined {
  const { inner } = unwrapped(schema);
  const objects = inner.type === "variant" ? (inner.options as readonly Seen[]) : [inner];
  const object = objects.find(({ entries }) => kind === undefined || entries?.["kind"]?.literal === kind);
  return object?.entries?.[part] as unknown as v.GenericSchema | undefined;
}

function facts(schema: Seen): FieldFacts {
  const { inner, optional, fallback } = unwrapped(schema);
  const actions = inner.pipe ?? [];
  const base = { optional, fallback };
  switch (inner.type) {
    case "number": {
      const min = limit(actions, "min_value");
      const max = limit(actions, "max_value");
      const type = actions.some((one) => one.type === "integer") ? "integer" : "number";
      return { type, ...base, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    }
    case "picklist":
      return { type: "option", options: inner.options as readonly string[], ...base };
    case "variant": {
      const kinds = (inner.options as readonly Seen[]).map(({ entries }) => String(entries?.["kind"]?.literal));
      return { type: "choice", options: kinds, ...base };
    }
    case "array": {
      if (inner.item?.type !== "string") return { type: "list", ...base };
      const fewest = limit(actions, "min_length");
      const most = limit(actions, "max_length");
      return {
        type: "texts",
        ...base,
        ...(fewest === undefined ? {} : { fewest }),
        ...(most === undefined ? {} : { most }),
      };
    }
    case "boolean":
      return { type: "switch", ...base };
    case "string":
      return { type: "text", ...base };
    default:
      return { type: "object", ...base };
  }
}

/** Pipes within pipes are one: their actions in order. */
function unwrapped(schema: Seen): { readonly inner: Seen; readonly optional: boolean; readonly fallback: unknown } {
  if (schema.wrapped !== undefined) {
    return { inner: unwrapped(schema.wrapped).inner, optional: true, fallback: schema.default };
  }
  const [first, ...actions] = schema.pipe ?? [];
  if (first === undefined || first.pipe === undefined) return { inner: schema, optional: false, fallback: undefined };
  const { inner } = unwrapped(first);
  return { inner: { ...inner, pipe: [...(inner.pipe ?? []), ...actions] }, optional: false, fallback: undefined };
}

function limit(actions: readonly Seen[], type: string): number | undefined {
  const found = actions.findLast((action) => action.type === type)?.requirement;
  return typeof found === "number" ? found : undefined;
}
