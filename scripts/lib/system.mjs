/** Programs that npm cannot bring: installed with apt as root, otherwise named together with the command that installs them. */
import { Failure, runQuietly, which } from "./process.mjs";

/** What building native modules takes: program → Debian package. */
export const compiler = { "g++": "g++", make: "make", python3: "python3" };
/** The browser that drives the user-interface tests. */
export const browser = { chromium: "chromium" };

/** The programs of `programs` that are not on PATH. */
export function missing(programs) {
  return Object.keys(programs).filter((name) => which(name) === undefined);
}

/** A step of a set-up that makes the programs available. */
export function programsStep(title, programs) {
  return { title, needed: () => missing(programs).length > 0, run: () => installPrograms(programs) };
}

async function installPrograms(programs) {
  const packages = missing(programs).map((name) => programs[name]);
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  if (which("apt-get") === undefined || process.getuid?.() !== 0) {
    throw new Failure(
      `${missing(programs).join(", ")} must be installed first, which takes root. On Debian or Ubuntu:\n` +
        `  sudo sh -c '${command}'\nThen run this again.`,
    );
  }
  await runQuietly("sh", ["-c", command], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
