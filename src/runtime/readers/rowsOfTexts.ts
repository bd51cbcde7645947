/** Texts as rows of tokens, in short turns. */
import { throwIfAborted } from "../../errors.ts";
import { stretchesOf } from "../../rewards/longReading.ts";
import { type ReaderTokens, windowed } from "./readerTokens.ts";
import type { Reading, Row } from "./readRows.ts";

export interface TextReading extends Reading {
  readonly tokens: Pick<ReaderTokens, "encode" | "lead" | "trail" | "padId">;
  /** The most tokens of a row. */
  readonly window: number;
}

/** At least one row of each text. */
export async function rowsOfTexts(
  texts: readonly string[],
  { tokens, window, turn, signal }: TextReading,
): Promise<Row[][]> {
  const all: Row[][] = [];
  for (const text of texts) {
    const rows: Row[] = [];
    for (const stretch of stretchesOf(text)) {
      throwIfAborted(signal);
      rows.push(...windowed(tokens.encode(stretch), tokens, window));
      if (turn.isOver()) await turn.next();
    }
    all.push(rows);
  }
  return all;
}
