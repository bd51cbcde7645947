/** How much of a file is read at once, whoever wrote it: nothing may fill the memory, or take a turn that is felt. */

/** Bytes of a line: more are not joined. A step of 4,096 texts of 1,024 tokens has as many. */
export const longestLine = 16 * 1024 * 1024;
/** Values and members of a line, by which parsing takes its time: as many as 8,192 particles have. */
export const mostItems = 160_000;
/** Bytes of a line from which on each thing that is done with it has a turn of its own. */
export const longLine = 256 * 1024;
/** Lines of a file. */
export const mostLines = 4_000_000;
/** Bytes that are read, or looked through, in one turn, and lines that are found in them: a file may have no other than empty ones. */
export const turnBytes = 1024 * 1024;
export const turnLines = 2000;

/** Lines that are looked at before others get their turn. */
export const linesATurn = 20_000;
