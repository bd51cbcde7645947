/** How many threads a model's arithmetic takes where nobody says: decided here and not by ONNX Runtime, so that a run's file can name it. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** One for each core that this process may use; two on one core would only wait for each other. */
export function cpuThreads(cpuinfo = linuxCpuinfo(), usable = availableParallelism()): number {
  const cores = coresOf(cpuinfo);
  return Math.max(1, cores === 0 ? usable : Math.min(usable, cores));
}

/** Different pairs of package and core; 0 where they are not told. */
function coresOf(cpuinfo: string): number {
  const pairs = cpuinfo.split(/\n\s*\n/u).flatMap((processor) => {
    const [, socket] = /^physical id\s*:\s*(\d+)/mu.exec(processor) ?? [];
    const [, core] = /^core id\s*:\s*(\d+)/mu.exec(processor) ?? [];
    return core === undefined ? [] : [`${socket} ${core}`];
  });
  return new Set(pairs).size;
}

function linuxCpuinfo(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return "";
  }
}
