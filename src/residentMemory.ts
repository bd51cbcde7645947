/** How much memory a process holds, seen from outside. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Milliseconds between looks: a file is cheap to read, another process is not. */
export const lookEvery = process.platform === "linux" ? 50 : process.platform === "win32" ? 1000 : 250;

/** Bytes of physical memory; undefined when the process is gone or the platform does not say. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === "linux")
      return inKilobytes(await readFile(`/proc/${pid}/status`, "utf8"), /^VmRSS:\s+(\d+) kB/mu);
    if (process.platform !== "win32")
      return inKilobytes((await run("ps", ["-o", "rss=", "-p", String(pid)])).stdout, /(\d+)/u);
    const { stdout } = await run("tasklist", ["/fi", `pid eq ${pid}`, "/fo", "csv", "/nh"], { windowsHide: true });
    return inKilobytes((stdout.split('","')[4] ?? "").replaceAll(/\D/gu, ""), /(\d+)/u);
  } catch {
    return undefined;
  }
}

function inKilobytes(text: string, number: RegExp): number | undefined {
  const found = number.exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
}
