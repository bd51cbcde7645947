/** esbuild's findings about imports, told as the person meets them: at their own import, with the true reason. */
import { readFileSync } from "node:fs";
import type { Location, Message, Metafile } from "esbuild";
import { type Answers, importKey } from "./imports.ts";
import type { Places } from "./places.ts";
import { isForeign } from "./reading.ts";
import type { ImportPaths } from "./tsconfigPaths.ts";
import { type Unresolved, whyUnresolved } from "./unresolved.ts";

interface Explaining {
  readonly file: string;
  /** The file's text, where an editor holds a newer one than the disk. */
  readonly text: string | undefined;
  readonly aliases: ImportPaths;
  readonly places: Places;
  /** Builds again and leaves these imports as they are. */
  readonly leave: (imports: Answers) => Promise<{ readonly metafile: Metafile }>;
}

type Finding = Pick<Message, "text" | "location">;

/** The imports among the findings that were not found. */
export function unresolvedOf(errors: readonly Finding[], places: Places): Unresolved[] {
  return errors.flatMap((error) => unresolved(error, places) ?? []);
}

function unresolved({ text, location }: Finding, places: Places): Unresolved | undefined {
  const quoted = /^Could not resolve (?<specifier>".*")$/su.exec(text)?.groups?.["specifier"];
  const importer = places.fileOf(location?.file ?? "");
  if (quoted === undefined || importer === undefined) return undefined;
  return { specifier: unquoted(quoted), importer };
}

/** All findings, those about imports in our words. What a package lacks is told of the import that leads to it. */
export async function explainUnresolved(errors: readonly Finding[], explaining: Explaining): Promise<Finding[]> {
  const { aliases, places } = explaining;
  const imports = unresolvedOf(errors, places);
  const metafile = imports.some(({ importer }) => isForeign(importer)) ? await graph(imports, explaining) : undefined;
  const told = new Map<string, Finding>();
  for (const error of errors) {
    const one = unresolved(error, places);
    const why = one === undefined ? error.text : whyUnresolved(one, aliases);
    const own = metafile === undefined ? undefined : ownImport(metafile, explaining, error.location?.file ?? "");
    const finding =
      own === undefined
        ? { ...error, text: why }
        : {
            text: `"${own.specifier}" cannot be used in a reward: in its ${error.location?.file}, ${why}`,
            location: own.location,
          };
    told.set(`${finding.text} ${finding.location?.file} ${finding.location?.line}`, finding);
  }
  return [...told.values()];
}

/** Which file imports which; `undefined` where other faults hide it. */
async function graph(imports: readonly Unresolved[], { leave }: Explaining): Promise<Metafile | undefined> {
  const left = imports.map(({ specifier, importer }) => [importKey(specifier, importer), { external: true }] as const);
  return leave(new Map(left)).then(
    ({ metafile }) => metafile,
    () => undefined,
  );
}

/** The import in the person's own code by which a package's file is reached on the shortest way. */
function ownImport(
  { inputs }: Metafile,
  { file, text, places }: Explaining,
  target: string,
): { readonly specifier: string; readonly location: Location | null } | undefined {
  const isOwn = (name: string): boolean => places.fileOf(name) !== undefined && !isForeign(places.fileOf(name)!);
  if (isOwn(target)) return undefined;
  const entry = Object.keys(inputs).find((name) => places.fileOf(name) === file);
  const reached = new Map<string, { readonly specifier: string; readonly from: string } | undefined>();
  const next = entry === undefined ? [] : [entry];
  for (const name of next) {
    for (const { path, original } of inputs[name]?.imports ?? []) {
      if (reached.has(path) || path === entry) continue;
      reached.set(path, isOwn(name) ? { specifier: original ?? path, from: name } : reached.get(name));
      next.push(path);
    }
  }
  const found = reached.get(target);
  const from = found === undefined ? undefined : places.fileOf(found.from);
  if (found === undefined || from === undefined) return undefined;
  const source = from === file && text !== undefined ? text : readFileSync(from, "utf8");
  return { specifier: found.specifier, location: placeOf(source, found.specifier, found.from) };
}

/** Where a text has the specifier first, in quotes. */
function placeOf(source: string, specifier: string, file: string): Location | null {
  const at = ['"', "'", "`"].map((quote) => source.indexOf(`${quote}${specifier}${quote}`)).find((index) => index >= 0);
  if (at === undefined) return null;
  const start = source.lastIndexOf("\n", at - 1) + 1;
  const end = source.indexOf("\n", at);
  return {
    file,
    namespace: "file",
    line: source.slice(0, at).split("\n").length,
    column: Buffer.byteLength(source.slice(start, at)),
    length: Buffer.byteLength(specifier) + 2,
    lineText: source.slice(start, end < 0 ? undefined : end),
    suggestion: "",
  };
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
