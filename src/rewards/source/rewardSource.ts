/** Where things stand in the text of a reward file: its definition and its fixtures. Runs nothing. Pure. */
import { fixtureName } from "./fixtureName.ts";
import type { InPieces } from "./inPieces.ts";
import { tokensOf, type Token } from "./tokens.ts";

export interface SourceSpan {
  /** Offsets in UTF-16 units; `end` is just after. */
  readonly start: number;
  readonly end: number;
}

export interface FixtureSource extends SourceSpan {
  /** As the fixture will be called, as far as its text tells. */
  readonly name: string;
}

export interface RewardSource {
  /** The call of `defineReward` up to its parenthesis. */
  readonly definition: SourceSpan | undefined;
  /** What it says that it scores, where that is written out. */
  readonly accepts: "text" | "image" | undefined;
  /** What stands in `fixtures: […]`, in order; those after a spread or anything else that only running tells are left out. */
  readonly fixtures: readonly FixtureSource[];
  /** The property `fixtures`, wherever its value comes from. */
  readonly fixturesAt: SourceSpan | undefined;
}

const nothing: RewardSource = { definition: undefined, accepts: undefined, fixtures: [], fixturesAt: undefined };

/** Takes time in proportion to the text, and stops often on the way. */
export function* readRewardSource(source: string): InPieces<RewardSource> {
  if (!source.includes("defineReward")) return nothing;
  const tokens = yield* tokensOf(source);
  const call = tokens.findIndex(
    ({ kind, text }, i) =>
      kind === "name" && text === "defineReward" && isSign(tokens[i + 1], "(") && tokens[i - 1]?.text !== "function",
  );
  if (call < 0) return nothing;
  const definition = { start: tokens[call]!.start, end: tokens[call]!.end };
  if (!isSign(tokens[call + 2], "{")) return { ...nothing, definition };
  const code = { tokens, closing: yield* closingsOf(tokens) };
  const properties = yield* propertiesOf(code, call + 2);
  const written = tokens[properties.get("accepts")?.value ?? -1];
  const accepts =
    written?.kind === "text" && (written.text === "text" || written.text === "image") ? written.text : undefined;
  const property = properties.get("fixtures");
  if (property === undefined) return { ...nothing, definition, accepts };
  const { key, value } = property;
  const fixturesAt = { start: tokens[key]!.start, end: tokens[key]!.end };
  const fixtures = isSign(tokens[value], "[") ? yield* fixturesOf(source, code, value) : [];
  return { definition, accepts, fixturesAt, fixtures };
}

interface Code {
  readonly tokens: readonly Token[];
  /** By token that opens: the one that closes it; their number where none does. */
  readonly closing: Uint32Array;
}

/** A list of more is not shown before it is run. */
const mostFixtures = 1000;

/** Elements of a list, as long as they are written out. */
function* fixturesOf(source: string, code: Code, open: number): InPieces<FixtureSource[]> {
  const { tokens, closing } = code;
  const fixtures: FixtureSource[] = [];
  for (let i = open + 1; isSign(tokens[i], "{") && fixtures.length < mostFixtures;) {
    const end = closing[i]!;
    const values = yield* propertiesOf(code, i);
    const written = (name: string): Token | undefined => {
      const value = tokens[values.get(name)?.value ?? -1];
      return value?.kind === "text" ? value : undefined;
    };
    const number = (name: string): number | undefined => {
      const property = values.get(name);
      if (property === undefined) return undefined;
      const value = Number(source.slice(tokens[property.value]!.start, tokens[property.last]!.end).replaceAll("_", ""));
      return Number.isNaN(value) ? undefined : value;
    };
    const texts = Object.fromEntries(
      ["name", "better", "worse", "text"].flatMap((name) => {
        const text = written(name)?.text;
        return text === undefined ? [] : [[name, text]];
      }),
    );
    const name = fixtureName({ ...texts, min: number("min"), max: number("max") }, fixtures.length);
    fixtures.push({ name, start: tokens[i]!.start, end: tokens[end]?.end ?? source.length });
    i = isSign(tokens[end + 1], ",") ? end + 2 : tokens.length;
    yield;
  }
  return fixtures;
}

interface Property {
  /** Indices of tokens: its name, its value's first and last. */
  readonly key: number;
  readonly value: number;
  readonly last: number;
}

/** Properties, or tokens, of which a piece of the work is made. */
const pieceLength = 500;

/** The `name: value` pairs of an object that opens at a token; methods and shorthands are passed over. */
function* propertiesOf({ tokens, closing }: Code, open: number): InPieces<Map<string, Property>> {
  const found = new Map<string, Property>();
  const end = closing[open]!;
  let passed = 0;
  for (let i = open + 1; i < end;) {
    const next = commaAfter({ tokens, closing }, i, end);
    const { kind, text } = tokens[i]!;
    if ((kind === "name" || kind === "text") && isSign(tokens[i + 1], ":") && i + 2 < next) {
      found.set(text, { key: i, value: i + 2, last: next - 1 });
    }
    i = next + 1;
    passed += 1;
    if (passed % pieceLength === 0) yield;
  }
  return found;
}

function commaAfter({ tokens, closing }: Code, from: number, end: number): number {
  for (let i = from; i < end; i += 1) {
    if (isSign(tokens[i], ",")) return i;
    if (opens(tokens[i]!)) i = closing[i]!;
  }
  return end;
}

function* closingsOf(tokens: readonly Token[]): InPieces<Uint32Array> {
  const closing = new Uint32Array(tokens.length).fill(tokens.length);
  const open: number[] = [];
  for (const [i, token] of tokens.entries()) {
    if (opens(token)) open.push(i);
    else if (closes(token)) {
      const opened = open.pop();
      if (opened !== undefined) closing[opened] = i;
    }
    if (i % pieceLength === 0) yield;
  }
  return closing;
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

function opens({ kind, text }: Token): boolean {
  return kind === "sign" && (text === "(" || text === "[" || text === "{");
}

function closes({ kind, text }: Token): boolean {
  return kind === "sign" && (text === ")" || text === "]" || text === "}");
}
