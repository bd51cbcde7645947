/** How much of a file is read at once, whoever wrote it: nothing may fill the memory, or take a turn that is felt. */

/** Bytes of a line: more are not joined. */
export const longestLine = 32 * 1024 * 1024;
/** Values and members of a line, by which parsing takes its time. */
export const mostItems = 600_000;
/** Lines of a file. */
export const mostLines = 4_000_000;
/** Bytes that are read, or looked through, in one turn. */
export const turnBytes = 1024 * 1024;
