/** What a caption of a scene asks for: GenEval's six kinds, in the words of the model Emoji scenes. Pure. */

export interface WantedThing {
  readonly name: string;
  readonly colour: string | undefined;
}

const relations = ["left of", "right of", "above", "below"] as const;
export type Relation = (typeof relations)[number];

export type SceneKind = "single" | "two" | "counting" | "colour" | "position" | "binding";

export interface WantedScene {
  readonly kind: SceneKind;
  readonly things: readonly WantedThing[];
  /** How many of the one thing, exactly; undefined: at least one of each. */
  readonly count: number | undefined;
  readonly relation: Relation | undefined;
}

export interface SceneWords {
  readonly objects: readonly (readonly [name: string, plural: string])[];
  readonly colours: readonly string[];
}

const numbers: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4 };

/** Undefined where it is no such caption. */
export function readCaption(caption: string, words: SceneWords): WantedScene | undefined {
  const said = caption.trim().toLowerCase().replace(/\s+/gu, " ").replace(/\.$/u, "");
  return counted(said, words) ?? related(said, words) ?? listed(said, words);
}

function counted(said: string, { objects }: SceneWords): WantedScene | undefined {
  const [number = "", ...rest] = said.split(" ");
  const count = numbers[number];
  const name = objects.find(([, plural]) => plural === rest.join(" "))?.[0];
  if (count === undefined || name === undefined) return undefined;
  return { kind: "counting", things: [{ name, colour: undefined }], count, relation: undefined };
}

function related(said: string, words: SceneWords): WantedScene | undefined {
  for (const relation of relations) {
    const things = allOf(said.split(` ${relation} `), 2, words);
    if (things !== undefined) return { kind: "position", things, count: undefined, relation };
  }
  return undefined;
}

function listed(said: string, words: SceneWords): WantedScene | undefined {
  const parts = said.split(" and ");
  const things = allOf(parts, parts.length > 2 ? 0 : parts.length, words);
  if (things === undefined) return undefined;
  const coloured = things.some(({ colour }) => colour !== undefined);
  const kind = things.length === 1 ? (coloured ? "colour" : "single") : coloured ? "binding" : "two";
  return { kind, things, count: undefined, relation: undefined };
}

function allOf(parts: readonly string[], count: number, words: SceneWords): WantedThing[] | undefined {
  const things = parts.map((part) => thing(part, words)).filter((found) => found !== undefined);
  return parts.length === count && things.length === count ? things : undefined;
}

function thing(said: string, { objects, colours }: SceneWords): WantedThing | undefined {
  const match = /^an? (?:(?<colour>\w+) )?(?<name>\w+)$/u.exec(said);
  const { colour, name } = match?.groups ?? {};
  if (name === undefined || !objects.some(([known]) => known === name)) return undefined;
  if (colour !== undefined && !colours.includes(colour)) return undefined;
  return { name, colour };
}
