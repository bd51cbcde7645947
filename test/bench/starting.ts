/**
 * What `fk-steer run` takes until it begins to load its model (the graph or the tokenizer is opened), and until the native library is loaded that
 * runs it: wall and processor time, beside what Node takes for nothing.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const times = 7;

/** Tells when a file of a model's weights or tokens is first opened, when the first native library is loaded, and when the process ends. */
const tell = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const said = new Set();
const say = (what) => {
  if (said.has(what)) return;
  said.add(what);
  const { user, system } = process.cpuUsage();
  process.stderr.write("\\n" + what + " " + performance.now() + " " + (user + system) / 1000 + "\\n");
};
for (const [holder, name] of [[fs, "openSync"], [fs, "open"], [fs, "readFileSync"], [fs, "readFile"], [fs.promises, "open"], [fs.promises, "readFile"]]) {
  const real = holder[name];
  holder[name] = (path, ...rest) => {
    if (/\\.onnx$|tokenizer\\.json$/u.test(path)) say("model");
    return real.call(holder, path, ...rest);
  };
}
syncBuiltinESMExports();
const load = process.dlopen;
process.dlopen = (...args) => (say("library"), load.apply(process, args));
process.once("exit", () => say("end"));
`;

interface Moment {
  /** Both in milliseconds since the process began. */
  readonly wall: number;
  readonly processor: number;
}

/** The middle of some times; `moments` are words of `tell`. */
function started(args: readonly string[], moments: readonly string[]): Moment[] {
  const hook = `data:text/javascript,${encodeURIComponent(tell)}`;
  const all = Array.from({ length: times }, () => {
    const { stderr } = spawnSync(process.execPath, ["--import", hook, ...args], { encoding: "utf8" });
    return moments.map((moment) => {
      const [, wall, processor] = new RegExp(`^${moment} (\\S+) (\\S+)$`, "mu").exec(stderr) ?? [];
      return { wall: Number(wall), processor: Number(processor) };
    });
  });
  const middle = (index: number, of: keyof Moment): number =>
    all.map((one) => one[index]![of]).toSorted((a, b) => a - b)[times >> 1]!;
  return moments.map((_, index) => ({ wall: middle(index, "wall"), processor: middle(index, "processor") }));
}

const cli = join(root, "dist", "cli.mjs");
const run = ["run", "--prompt", "Once upon a time", "--reward", "length", "--particles", "2", "--steps", "2"];
const [[nothing], [model, library]] = [started(["--eval", "0"], ["end"]), started([cli, ...run], ["model", "library"])];
for (const [name, moment, most] of [
  ["Node for nothing", nothing, ""],
  ["fk-steer run, before its model loads", model, " (at most 250)"],
  ["fk-steer run, before its library loads", library, ""],
] as const) {
  const { wall, processor } = moment!;
  process.stdout.write(
    `${name.padEnd(40)} ${wall.toFixed(0)} ms${most}, ${processor.toFixed(0)} ms of processor time\n`,
  );
}
