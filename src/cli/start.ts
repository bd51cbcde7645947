/** Where the command line begins, under whatever Node: what follows needs a new one, and an old one would end in its loader's own words. */
/** From scripts/lib/supportedNode.mjs, put here by the build. */
declare const oldestNode: readonly [major: number, minor: number];
/** Made of begin.ts; its name is none that a bundler follows. */
const begin: string = "./begin.mjs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const [oldestMajor, oldestMinor] = oldestNode;
if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) {
  await import(begin);
} else {
  process.stderr.write(
    `fk-steer: Node ${process.versions.node} is too old: Node ${oldestMajor}.${oldestMinor} or newer is needed. Install it, or use "npm run --silent steer -- …" in the project's folder, which brings its own.\n`,
  );
  process.exitCode = 1;
}
