/** Where the parts of a sweep lie in its folder. Pure. */
import { join } from "node:path";

export function recordPath(folder: string): string {
  return join(folder, "sweep.fksweep");
}

/** The run file of a cell. */
export function cellPath(folder: string, cell: number): string {
  return join(folder, `cell-${String(cell + 1).padStart(4, "0")}.fkrun`);
}
