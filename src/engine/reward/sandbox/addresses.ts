/** Addresses that this process may still take: where a new thread is refused them, V8 ends the process whole, and nobody hears why. */
import { readFileSync } from "node:fs";
import { SteeringError } from "../../../errors.ts";

/** What V8 reserves for a thread: most of it is never used. */
const ofThread = 900 * 2 ** 20;

/** Throws `reward-memory` where a limit (`ulimit -v`) leaves too few for a thread. Linux alone says it; elsewhere there is none unless somebody sets it. */
export function requireAddresses(): void {
  const [limit, taken] = [
    read("limits", /^Max address space\s+(\d+)/mu),
    1024 * read("status", /^VmSize:\s+(\d+) kB/mu),
  ];
  if (!(taken + ofThread > limit)) return;
  throw new SteeringError(
    "reward-memory",
    `Rewards, and models that do not come with FK Steering, cannot be opened here: this process may have ${inGigabytes(limit)} GB of addresses (ulimit -v) and has ${inGigabytes(taken)}, and the thread that watches over them takes ${inGigabytes(ofThread)} more, though it uses few. Run ulimit -v unlimited before, and limit memory by a container or systemd-run -p MemoryMax=….`,
  );
}

/** NaN where there is no such number. */
function read(file: string, number: RegExp): number {
  try {
    return Number(number.exec(readFileSync(`/proc/self/${file}`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}

function inGigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
