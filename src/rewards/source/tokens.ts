/** The tokens of a TypeScript file, as far as finding places in it needs them. Runs nothing. Pure. */

export interface Token {
  readonly kind: "name" | "text" | "number" | "template" | "regex" | "sign";
  /** As written; of a `text` what it says. */
  readonly text: string;
  /** Offsets in UTF-16 units; `end` is just after. */
  readonly start: number;
  readonly end: number;
}

/** Comments and blanks are left out. What does not close ends with the file. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const found = tokenAt(source, at, tokens.at(-1));
    at = found.end;
    if (found.token !== undefined) tokens.push(found.token);
  }
  return tokens;
}

function tokenAt(source: string, start: number, before: Token | undefined): { end: number; token?: Token } {
  const blank = match(/\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/uy, source, start);
  if (blank !== undefined) return { end: start + blank.length };
  const token = (kind: Token["kind"], length: number, text?: string): { end: number; token: Token } => {
    const end = start + length;
    return { end, token: { kind, text: text ?? source.slice(start, end), start, end } };
  };
  const name = match(/[\p{L}_$][\p{L}\p{N}_$]*/uy, source, start);
  if (name !== undefined) return token("name", name.length);
  const number = match(/\.?\d[\w.]*/uy, source, start);
  if (number !== undefined) return token("number", number.length);
  const quoted = match(/"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?/uy, source, start);
  if (quoted !== undefined) return token("text", quoted.length, unquoted(quoted));
  if (source[start] === "`") {
    const end = templateEnd(source, start);
    const written = source.slice(start, end);
    return written.includes("${")
      ? token("template", written.length)
      : token("text", written.length, unquoted(written));
  }
  if (source[start] === "/" && regexMayFollow(before)) {
    const regex = match(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/uy, source, start);
    if (regex !== undefined) return token("regex", regex.length);
  }
  return token("sign", source.startsWith("...", start) ? 3 : (source.codePointAt(start) ?? 0) > 0xff_ff ? 2 : 1);
}

/** A slash divides after a value, and begins a regular expression elsewhere. */
function regexMayFollow(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "name") return ["return", "typeof", "case", "in", "of", "void", "await"].includes(before.text);
  return before.kind === "sign" && !/[)\]}]/u.test(before.text);
}

/** Just after the closing backtick; what stands in `${…}` may hold templates again. */
function templateEnd(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length) {
    if (source[at] === "\\") at += 2;
    else if (source[at] === "`") return at + 1;
    else if (source.startsWith("${", at)) at = substitutionEnd(source, at + 2);
    else at += 1;
  }
  return source.length;
}

function substitutionEnd(source: string, start: number): number {
  let at = start;
  let before: Token | undefined;
  for (let depth = 1; at < source.length && depth > 0;) {
    const found = tokenAt(source, at, before);
    at = found.end;
    before = found.token ?? before;
    if (found.token?.kind === "sign") depth += found.token.text === "{" ? 1 : found.token.text === "}" ? -1 : 0;
  }
  return at;
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
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
