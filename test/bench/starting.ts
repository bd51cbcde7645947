/** What `fk-steer run` takes before the library is loaded that loads its model: wall and processor time, beside what Node takes for nothing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const times = 7;

/** Tells when the first native library is loaded, or else when the process ends. */
const tell = `
const say = () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write("\\nstarted " + performance.now() + " " + (user + system) / 1000 + "\\n");
};
const load = process.dlopen;
process.dlopen = (...args) => (say(), load.apply(process, args));
process.once("exit", say);
`;

function started(args: readonly string[]): { readonly wall: number; readonly processor: number } {
  const all = Array.from({ length: times }, () => {
    const hook = `data:text/javascript,${encodeURIComponent(tell)}`;
    const { stderr } = spawnSync(process.execPath, ["--import", hook, ...args], { encoding: "utf8" });
    const [, wall, processor] = /^started (\S+) (\S+)$/mu.exec(stderr) ?? [];
    return { wall: Number(wall), processor: Number(processor) };
  });
  const middle = (of: "wall" | "processor"): number => all.map((one) => one[of]).toSorted((a, b) => a - b)[times >> 1]!;
  return { wall: middle("wall"), processor: middle("processor") };
}

const cli = join(root, "dist", "cli.mjs");
const run = ["run", "--prompt", "Once upon a time", "--reward", "length", "--particles", "2", "--steps", "2"];
for (const [name, args, most] of [
  ["Node for nothing", ["--eval", "0"], ""],
  ["fk-steer run, before its model loads", [cli, ...run], " (at most 250)"],
] as const) {
  const { wall, processor } = started(args);
  process.stdout.write(
    `${name.padEnd(40)} ${wall.toFixed(0)} ms${most}, ${processor.toFixed(0)} ms of processor time\n`,
  );
}
