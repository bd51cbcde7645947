/** Absolute paths of the steered run and its unsteered twin. */
export const firstRuns: readonly string[];
/** Runs both where they are not kept, and gives the table of what they came to. */
export function firstRun(): Promise<string>;
