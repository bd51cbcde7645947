/** Where the parts of a sweep lie in its folder. Pure. */
import { basename, join } from "node:path";

export function recordPath(folder: string): string {
  return join(folder, "sweep.fksweep");
}

/** Of a file whose name ends as a record's does, and is another: the runs of its cells are found by it. */
export function misnamedRecord(path: string): string {
  return `${basename(path)} is not named as a sweep's record is: sweep.fksweep, in the folder of its runs. Open that one, or give this its name again.`;
}

/** The run file of a cell. */
export function cellPath(folder: string, cell: number): string {
  return join(folder, `cell-${String(cell + 1).padStart(4, "0")}.fkrun`);
}
