/** What is said where cells rest on other weights than those that are here. Pure. */
import type { Cell } from "./cells.ts";

/** Named at most. */
const most = 10;

export function staleWords(stale: readonly Pick<Cell, "case" | "run" | "seed">[]): string[] {
  const names = stale.map(({ case: { group, prompt }, run, seed }) => `  ${group}, “${prompt}”, ${run}, seed ${seed}`);
  const unique = [...new Set(names)];
  const rest = unique.length - most;
  return [
    `${unique.length} runs were made or judged with other weights than those that are here, and cannot be compared with new ones. --again makes them anew:`,
    ...unique.slice(0, most),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
}
