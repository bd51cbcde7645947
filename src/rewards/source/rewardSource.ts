/** Where things stand in the text of a reward file: its definition and its fixtures. Runs nothing. Pure. */
import { fixtureName } from "./fixtureName.ts";
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

export function readRewardSource(source: string): RewardSource {
  if (!source.includes("defineReward")) return nothing;
  const tokens = tokensOf(source);
  const call = tokens.findIndex(
    ({ kind, text }, i) =>
      kind === "name" && text === "defineReward" && isSign(tokens[i + 1], "(") && tokens[i - 1]?.text !== "function",
  );
  if (call < 0) return nothing;
  const definition = { start: tokens[call]!.start, end: tokens[call]!.end };
  if (!isSign(tokens[call + 2], "{")) return { ...nothing, definition };
  const properties = propertiesOf(tokens, call + 2);
  const written = tokens[properties.get("accepts")?.value ?? -1];
  const accepts =
    written?.kind === "text" && (written.text === "text" || written.text === "image") ? written.text : undefined;
  const property = properties.get("fixtures");
  if (property === undefined) return { ...nothing, definition, accepts };
  const { key, value } = property;
  const fixturesAt = { start: tokens[key]!.start, end: tokens[key]!.end };
  return {
    definition,
    accepts,
    fixturesAt,
    fixtures: isSign(tokens[value], "[") ? fixturesOf(source, tokens, value) : [],
  };
}

/** A list of more is not shown before it is run. */
const mostFixtures = 1000;

/** Elements of a list, as long as they are written out. */
function fixturesOf(source: string, tokens: readonly Token[], open: number): FixtureSource[] {
  const fixtures: FixtureSource[] = [];
  for (let i = open + 1; isSign(tokens[i], "{") && fixtures.length < mostFixtures;) {
    const end = closing(tokens, i);
    const values = propertiesOf(tokens, i);
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
  }
  return fixtures;
}

interface Property {
  /** Indices of tokens: its name, its value's first and last. */
  readonly key: number;
  readonly value: number;
  readonly last: number;
}

/** The `name: value` pairs of an object that opens at a token; methods and shorthands are passed over. */
function propertiesOf(tokens: readonly Token[], open: number): Map<string, Property> {
  const found = new Map<string, Property>();
  const end = closing(tokens, open);
  for (let i = open + 1; i < end;) {
    const next = commaAfter(tokens, i, end);
    const { kind, text } = tokens[i]!;
    if ((kind === "name" || kind === "text") && isSign(tokens[i + 1], ":") && i + 2 < next) {
      found.set(text, { key: i, value: i + 2, last: next - 1 });
    }
    i = next + 1;
  }
  return found;
}

function commaAfter(tokens: readonly Token[], from: number, end: number): number {
  for (let i = from; i < end; i += 1) {
    if (isSign(tokens[i], ",")) return i;
    if (opens(tokens[i])) i = closing(tokens, i);
  }
  return end;
}

/** The token that closes what opens at one; the last where nothing does. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i += 1) {
    if (opens(tokens[i])) depth += 1;
    else if (closes(tokens[i])) depth -= 1;
    if (depth === 0) return i;
  }
  return tokens.length;
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === "sign" && token.text === text;
}

function opens(token: Token | undefined): boolean {
  return token?.kind === "sign" && /[([{]/u.test(token.text);
}

function closes(token: Token | undefined): boolean {
  return token?.kind === "sign" && /[)\]}]/u.test(token.text);
}
