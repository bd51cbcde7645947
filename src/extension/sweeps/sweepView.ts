/** A sweep as its record and what goes on tell it. */
import { SteeringError } from "../../errors.ts";
import type { SweepView } from "../../protocol/sweepPage.ts";
import { readSweepRecord, sweepOf } from "../../runfile/sweepRecord.ts";
import type { Sweeps } from "./sweeps.ts";

/** Throws `run-file` for what is no record of a sweep. */
export async function sweepView(sweeps: Pick<Sweeps, "standing">, folder: string): Promise<SweepView> {
  const record = await readSweepRecord(folder);
  if (record === undefined) throw new SteeringError("run-file", "It is not the record of a sweep, or it is empty.");
  return {
    ...sweepOf(record),
    modality: record.header.run.modality,
    cells: record.ended,
    ...sweeps.standing(folder),
  };
}
