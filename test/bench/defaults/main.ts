/**
 * `npm run bench:defaults -- [--budget <minutes>] [--task <name,…>] [--factor <name,…>] [--setting <name>]… [--seeds <count>] [--again]`: runs the
 * cells that are not known yet, seed after seed so that what there is can always be compared, and prints a table a task. Cells of other weights
 * than those that are here are refused, unless `--again` makes them anew. `--budget 0` runs none; `--write` puts tables and drawings into docs/defaults.md and beside it.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isStale, knownCell, makeCell, openEngine, type Cell, type Figures } from "./cells.ts";
import { decoderReport, decoderTask } from "./decoders.ts";
import { frontPlot } from "./plot.ts";
import { taskReport, type TaskCells } from "./report.ts";
import { settingsOf, tasks as steeredTasks, type Task } from "./settings.ts";

const { values } = parseArgs({
  options: {
    budget: { type: "string", default: "360" },
    task: { type: "string" },
    factor: { type: "string" },
    setting: { type: "string", multiple: true },
    seeds: { type: "string" },
    again: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const tasks = [...steeredTasks, decoderTask];
const names = values.task?.split(",");
const chosen = tasks.filter(({ name }) => names === undefined || names.includes(name));
const factors = values.factor?.split(",");
const mostSeeds = Number(values.seeds ?? Number.POSITIVE_INFINITY);
const deadline = performance.now() + Number(values.budget) * 60_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Seeds outermost: after any time, every setting of every task has been run about as often. */
function* plan(): Generator<Cell> {
  const most = Math.min(mostSeeds, Math.max(...chosen.map(({ seeds }) => seeds)));
  for (let seed = 0; seed < most; seed += 1) {
    for (const task of chosen.filter(({ seeds }) => seed < seeds)) {
      for (const setting of settingsOf(task)) {
        const asked = factors === undefined && values.setting === undefined;
        if (asked || factors?.includes(setting.factor) === true || values.setting?.includes(setting.name) === true) {
          yield { task, setting, seed };
        }
      }
    }
  }
}

const stale = [...plan()].filter(isStale);
if (stale.length > 0 && Number(values.budget) > 0 && !values.again) {
  say(
    `${stale.length} cells were made with other weights than those that are here, and cannot be compared with new ones. --again makes them anew.`,
  );
  process.exit(1);
}

let [made, missing] = [0, 0];
{
  await using engine = await openEngine();
  for (const cell of plan()) {
    if (knownCell(cell) !== undefined && !isStale(cell)) continue;
    if (performance.now() >= deadline) missing += 1;
    else {
      await makeCell(engine, cell);
      made += 1;
      if (made % 10 === 0) say(`${made} cells, now ${cell.task.name}, seed ${cell.seed}, ${cell.setting.name}`);
    }
  }
}

const docs = join(import.meta.dirname, "..", "..", "..", "docs");
const reports: string[] = [];
for (const task of tasks) {
  const cells: TaskCells = new Map(
    settingsOf(task).map((setting): [string, ReadonlyMap<number, Figures>] => {
      const known = new Map<number, Figures>();
      for (let seed = 0; seed < task.seeds; seed += 1) {
        const figures = knownCell({ task, setting, seed });
        if (figures !== undefined) known.set(seed, figures);
      }
      return [setting.name, known];
    }),
  );
  if ([...cells.values()].some(({ size }) => size > 0)) reports.push(await reportOf(task, cells));
}

/** With what share of the cells there is, and where they are written down, a drawing. */
async function reportOf(task: Task, cells: TaskCells): Promise<string> {
  const known = [...cells.values()].reduce((sum, { size }) => sum + size, 0);
  const share = `${known} of ${task.seeds * cells.size} cells of ${task.name} are there.`;
  if (task === decoderTask) {
    return `${decoderReport(new Map([...cells].map(([name, of]) => [name, [...of.values()]] as const)))}\n\n${share}`;
  }
  const table = taskReport(task, settingsOf(task), cells);
  const plot = frontPlot(task.name, task.modality === "text" ? "distinct-2" : "pixel distance", cells);
  if (!values.write || plot === undefined) return `${table}\n\n${share}`;
  await mkdir(join(docs, "defaults"), { recursive: true });
  await writeFile(join(docs, "defaults", `${task.name}.svg`), plot);
  return `${table}\n\n${share}\n\n![Best reward against variety](defaults/${task.name}.svg)`;
}

if (values.write) {
  const page = await readFile(join(docs, "defaults.md"), "utf8");
  const [begin, end] = ["<!-- cells: npm run bench:defaults -- --budget 0 --write -->", "<!-- end of cells -->"];
  const written = `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${reports.join("\n\n")}\n\n${page.slice(page.indexOf(end))}`;
  await writeFile(join(docs, "defaults.md"), written);
}
say(`\n${reports.join("\n\n")}\n\n${made} cells made now, ${missing} left.`);
