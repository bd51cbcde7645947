/** The place of the tables in docs/proof.md. */
import { fileURLToPath } from "node:url";

export const documentPath = fileURLToPath(new URL("../../docs/proof.md", import.meta.url));

const begin = "<!-- tables: npm run prove -- --write -->";
const end = "<!-- end of tables -->";

function place(document: string): readonly [start: number, stop: number] {
  const [start, stop] = [document.indexOf(begin), document.indexOf(end)];
  if (start < 0 || stop < start) throw new Error(`docs/proof.md must have "${begin}" and "${end}"`);
  return [start + begin.length, stop];
}

/** What is there now. */
export function tablesIn(document: string): string {
  return document.slice(...place(document)).trim();
}

export function withTables(document: string, tables: string): string {
  const [start, stop] = place(document);
  return `${document.slice(0, start)}\n\n${tables}\n\n${document.slice(stop)}`;
}
