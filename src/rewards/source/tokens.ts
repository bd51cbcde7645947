/** The tokens of a TypeScript file, as far as finding places in it needs them. Runs nothing. Pure. */

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

/** Comments and blanks are left out. What does not close ends with the file. Takes time in proportion to the text. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const scan = scanner(source);
  for (let at = 0; at < source.length && tokens.length < mostTokens;) {
    const { kind, end } = scan(at, tokens.at(-1));
    if (kind !== "blank") tokens.push({ kind, text: textOf(kind, source.slice(at, end)), start: at, end });
    at = end;
  }
  return tokens;
}

interface Piece {
  readonly kind: Token["kind"] | "blank";
  readonly end: number;
}

/** What stands at a place, after a token. */
type Scan = (at: number, before: Pick<Token, "kind" | "text"> | undefined) => Piece;

const alone = new Set("()[]{},;:=<>?!&|+-*%^~@#");

function scanner(source: string): Scan {
  /** Up to here no regular expression begins: one was looked for, and none ended before its line did. */
  let noRegexBefore = 0;

  function regexEnd(start: number): number | undefined {
    if (start < noRegexBefore) return undefined;
    let inClass = false;
    for (let at = start + 1; at < source.length && source[at] !== "\n"; at += 1) {
      const sign = source[at];
      if (sign === "\\") at += 1;
      else if (sign === "[") inClass = true;
      else if (sign === "]") inClass = false;
      else if (sign === "/" && !inClass) return matchEnd(/\w*/uy, source, at + 1);
    }
    noRegexBefore = endOf(source, "\n", start);
    return undefined;
  }

  const scan: Scan = (at, before) => {
    const sign = source[at]!;
    // Most signs by themselves: a file may be made of nothing else.
    if (alone.has(sign)) return { kind: "sign", end: at + 1 };
    if (/\s/u.test(sign)) return { kind: "blank", end: matchEnd(/\s+/uy, source, at) };
    if (sign === "/" && source[at + 1] === "/") return { kind: "blank", end: endOf(source, "\n", at) };
    if (sign === "/" && source[at + 1] === "*") return { kind: "blank", end: endOf(source, "*/", at + 2) };
    const name = matchEnd(/[\p{L}_$][\p{L}\p{N}_$]*/uy, source, at);
    if (name > at) return { kind: "name", end: name };
    const number = matchEnd(/\.?\d[\w.]*/uy, source, at);
    if (number > at) return { kind: "number", end: number };
    if (sign === '"' || sign === "'") return { kind: "text", end: quoteEnd(source, at) };
    if (sign === "`") {
      const [end, isPlain] = templateEnd(source, at, scan);
      return { kind: isPlain ? "text" : "template", end };
    }
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

/** Just after the closing quote, or at the end of the line. */
function quoteEnd(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === quote) return at + 1;
    else if (source[at] === "\n") return at;
  }
  return source.length;
}

/** Just after the closing backtick, and whether nothing is substituted; what stands in `${…}` may hold templates again. */
function templateEnd(source: string, start: number, scan: Scan): [end: number, isPlain: boolean] {
  /** The substitutions that are open, by how many of their braces are. */
  const open: number[] = [];
  let isPlain = true;
  let inText = true;
  let before: { kind: Token["kind"]; text: string } | undefined;
  let at = start + 1;
  while (at < source.length) {
    if (inText) {
      if (source[at] === "\\") at += 2;
      else if (source.startsWith("${", at)) {
        [isPlain, inText, before] = [false, false, undefined];
        open.push(0);
        at += 2;
      } else {
        at += 1;
        if (source[at - 1] !== "`") continue;
        if (open.length === 0) return [at, isPlain];
        [inText, before] = [false, { kind: "template", text: "" }];
      }
    } else if (source[at] === "`") {
      inText = true;
      at += 1;
    } else {
      const { kind, end } = scan(at, before);
      const sign = kind === "sign" ? source[at] : "";
      if (kind !== "blank") before = { kind, text: source.slice(at, end) };
      at = end;
      if (sign === "{") open.push(open.pop()! + 1);
      else if (sign === "}" && open.at(-1) === 0) [inText] = [open.pop() === 0];
      else if (sign === "}") open.push(open.pop()! - 1);
    }
  }
  return [source.length, isPlain];
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
