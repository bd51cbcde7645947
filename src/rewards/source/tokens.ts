/** The tokens of a TypeScript file, as far as finding places in it needs them. Runs nothing. Pure. */
import type { InPieces } from "./inPieces.ts";

export interface Token {
  readonly kind: "name" | "text" | "number" | "template" | "regex" | "sign";
  /** As written; of a `text` what it says. */
  readonly text: string;
  /** Offsets in UTF-16 units; `end` is just after. */
  readonly start: number;
  readonly end: number;
}

/** More are not looked at: what a person writes has fewer, and VS Code waits for them. */
const mostTokens = 40_000;
/** Characters of a literal that are kept: as many as names and kinds have. */
const longestText = 4000;
/** Looks that a piece of the work is made of, and characters that one of them passes at most: a file may be one long word. */
const pieceLooks = 500;
const reach = 5000;

/** Comments and blanks are left out. What does not close ends with the file. Takes time in proportion to the text. */
export function* tokensOf(source: string): InPieces<Token[]> {
  const tokens: Token[] = [];
  const scan = scanner(source);
  let [looks, looked] = [0, 0];
  for (let at = 0; at < source.length && tokens.length < mostTokens;) {
    const sign = source[at];
    let piece: Piece;
    if (sign === "`") piece = yield* templateAt(source, at, scan);
    else if (isQuote(sign)) piece = yield* quoteAt(source, at);
    else piece = scan(at, tokens.at(-1));
    const { kind, end } = piece;
    if (kind !== "blank") tokens.push({ kind, text: textOf(kind, source.slice(at, end)), start: at, end });
    at = end;
    looks += 1;
    if (looks % pieceLooks !== 0 && at < looked + reach) continue;
    looked = at;
    yield;
  }
  return tokens;
}

interface Piece {
  readonly kind: Token["kind"] | "blank";
  readonly end: number;
}

/** What stands at a place where neither a quote nor a template begins, after a token. */
type Scan = (at: number, before: Pick<Token, "kind" | "text"> | undefined) => Piece;

const alone = new Set("()[]{},;:=<>?!&|+-*%^~@#");

function scanner(source: string): Scan {
  /** Up to here no regular expression begins: one was looked for, and none ended before its line did, or within reach. */
  let noRegexBefore = 0;

  function regexEnd(start: number): number | undefined {
    if (start < noRegexBefore) return undefined;
    let inClass = false;
    const farthest = Math.min(source.length, start + reach);
    for (let at = start + 1; at < farthest && source[at] !== "\n"; at += 1) {
      const sign = source[at];
      if (sign === "\\") at += 1;
      else if (sign === "[") inClass = true;
      else if (sign === "]") inClass = false;
      else if (sign === "/" && !inClass) return matchEnd(/\w*/uy, source, at + 1);
    }
    noRegexBefore = Math.min(endOf(source, "\n", start), farthest);
    return undefined;
  }

  const scan: Scan = (at, before) => {
    const sign = source[at]!;
    // Most signs by themselves: a file may be made of nothing else.
    if (alone.has(sign)) return { kind: "sign", end: at + 1 };
    if (/\s/u.test(sign)) return { kind: "blank", end: matchEnd(/\s{1,5000}/uy, source, at) };
    if (sign === "/" && source[at + 1] === "/") return { kind: "blank", end: endOf(source, "\n", at) };
    if (sign === "/" && source[at + 1] === "*") return { kind: "blank", end: endOf(source, "*/", at + 2) };
    const name = matchEnd(/[\p{L}_$][\p{L}\p{N}_$]{0,5000}/uy, source, at);
    if (name > at) return { kind: "name", end: name };
    const number = matchEnd(/\.?\d[\w.]{0,5000}/uy, source, at);
    if (number > at) return { kind: "number", end: number };
    const regex = sign === "/" && regexMayFollow(before) ? regexEnd(at) : undefined;
    if (regex !== undefined) return { kind: "regex", end: regex };
    const length = source.startsWith("...", at) ? 3 : (source.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
    return { kind: "sign", end: at + length };
  };
  return scan;
}

/** A slash divides after a value, and begins a regular expression elsewhere. */
function regexMayFollow(before: Pick<Token, "kind" | "text"> | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "name") return ["return", "typeof", "case", "in", "of", "void", "await"].includes(before.text);
  return before.kind === "sign" && !/[)\]}]/u.test(before.text);
}

function isQuote(sign: string | undefined): boolean {
  return sign === '"' || sign === "'";
}

/** Up to its closing quote, or to the end of the line. */
function* quoteAt(source: string, start: number): InPieces<Piece> {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === quote) return { kind: "text", end: at + 1 };
    else if (source[at] === "\n") return { kind: "text", end: at };
    if ((at - start) % reach >= reach - 2) yield;
  }
  return { kind: "text", end: source.length };
}

/** Up to its closing backtick, a text where nothing is substituted; what stands in `${…}` may hold templates again. */
function* templateAt(source: string, start: number, scan: Scan): InPieces<Piece> {
  /** The substitutions that are open, by how many of their braces are. */
  const open: number[] = [];
  let kind: Token["kind"] = "text";
  let inText = true;
  let before: { kind: Token["kind"]; text: string } | undefined;
  let at = start + 1;
  for (let looks = 1; at < source.length; looks += 1) {
    if (looks % pieceLooks === 0) yield;
    if (inText) {
      at = matchEnd(/[^\\`$]+/uy, source, at);
      if (source[at] === "\\") at += 2;
      else if (source.startsWith("${", at)) {
        [kind, inText, before] = ["template", false, undefined];
        open.push(0);
        at += 2;
      } else {
        at += 1;
        if (source[at - 1] !== "`") continue;
        if (open.length === 0) return { kind, end: at };
        [inText, before] = [false, { kind: "template", text: "" }];
      }
    } else if (source[at] === "`") {
      inText = true;
      at += 1;
    } else {
      const piece = isQuote(source[at]) ? yield* quoteAt(source, at) : scan(at, before);
      const sign = piece.kind === "sign" ? source[at] : "";
      if (piece.kind !== "blank") before = { kind: piece.kind, text: source.slice(at, piece.end) };
      at = piece.end;
      if (sign === "{") open.push(open.pop()! + 1);
      else if (sign === "}" && open.at(-1) === 0) [inText] = [open.pop() === 0];
      else if (sign === "}") open.push(open.pop()! - 1);
    }
  }
  return { kind, end: source.length };
}

function textOf(kind: Token["kind"], written: string): string {
  return kind === "text" ? unquoted(written.slice(0, longestText)) : written;
}

/** Just after what is looked for; the end of the text where that is not in it. */
function endOf(source: string, sought: string, from: number): number {
  const found = source.indexOf(sought, from);
  return found < 0 ? source.length : found + (sought === "\n" ? 0 : sought.length);
}

function matchEnd(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(source)?.[0].length ?? 0);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "", "0": "\0" };

function unquoted(written: string): string {
  const quote = written[0] ?? "";
  const inner = written.slice(1, written.length > 1 && written.endsWith(quote) ? -1 : undefined);
  return inner.replaceAll(
    /\\(?:u\{(?<point>[\da-f]+)\}|u(?<unit>[\da-f]{4})|x(?<byte>[\da-f]{2})|(?<other>[\s\S]))/giu,
    (...all) => {
      const { point, unit, byte, other = "" } = all.at(-1) as Record<string, string | undefined>;
      const code = Number.parseInt(point ?? unit ?? byte ?? "", 16);
      return Number.isNaN(code) || code > 0x10_ff_ff ? (escapes[other] ?? other) : String.fromCodePoint(code);
    },
  );
}
