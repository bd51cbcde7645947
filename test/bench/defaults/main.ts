/**
 * `npm run bench:defaults -- [--budget <minutes>] [--task <name,…>] [--factor <name,…>] [--seeds <count>]`: runs the cells that are not
 * known yet, seed after seed so that what there is can always be compared, and prints a table a task. `--budget 0` runs none.
 */
import { parseArgs } from "node:util";
import { knownCell, makeCell, openEngine, type Cell, type Figures } from "./cells.ts";
import { decoderReport, decoderTask } from "./decoders.ts";
import { taskReport, type TaskCells } from "./report.ts";
import { settingsOf, tasks as steeredTasks } from "./settings.ts";

const { values } = parseArgs({
  options: {
    budget: { type: "string", default: "360" },
    task: { type: "string" },
    factor: { type: "string" },
    seeds: { type: "string" },
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
        if (factors === undefined || factors.includes(setting.factor)) yield { task, setting, seed };
      }
    }
  }
}

let [made, missing] = [0, 0];
{
  await using engine = await openEngine();
  for (const cell of plan()) {
    if ((await knownCell(cell)) !== undefined) continue;
    if (performance.now() >= deadline) missing += 1;
    else {
      await makeCell(engine, cell);
      made += 1;
      if (made % 10 === 0) say(`${made} cells, now ${cell.task.name}, seed ${cell.seed}, ${cell.setting.name}`);
    }
  }
}

const reports: string[] = [];
for (const task of tasks) {
  const cells: TaskCells = new Map(
    await Promise.all(
      settingsOf(task).map(async (setting): Promise<[string, ReadonlyMap<number, Figures>]> => {
        const known = new Map<number, Figures>();
        for (let seed = 0; seed < task.seeds; seed += 1) {
          const figures = await knownCell({ task, setting, seed });
          if (figures !== undefined) known.set(seed, figures);
        }
        return [setting.name, known];
      }),
    ),
  );
  if ([...cells.values()].some(({ size }) => size > 0))
    reports.push(
      task === decoderTask
        ? decoderReport(new Map([...cells].map(([name, known]) => [name, [...known.values()]] as const)))
        : taskReport(task, settingsOf(task), cells),
    );
}
say(`\n${reports.join("\n\n")}\n\n${made} cells made now, ${missing} left.`);
