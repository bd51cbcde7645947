/** Whether something made is older than what it was made from. Knows files only. */
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The latest modification under the paths, in milliseconds; folders count, so a deleted file is noticed too. */
export function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    latest = Math.max(latest, stat.mtimeMs);
    if (stat.isDirectory()) latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return latest;
}

/** Whether the stamp is missing or older than any of the paths. */
export function isStale(stamp, paths) {
  const made = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return made <= newest(paths);
}

/** Marks the work as done for what was there at `startedAt`: a change made meanwhile still counts as newer. */
export function writeStamp(stamp, startedAt, text = "") {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, text);
  utimesSync(stamp, startedAt / 1000, startedAt / 1000);
}
