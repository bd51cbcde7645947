/**
 * `npm run bench:text`, `npm run bench:images` (`-- [--budget <minutes>] [--seeds <count>] [--again]`): makes the runs that are not known yet,
 * seed after seed over all cases so that what there is can always be compared, and prints a table a group. `--budget 0` makes none. Runs that
 * were made with other weights are refused, unless `--again` makes them anew.
 */
import { parseArgs } from "node:util";
import { CellMaker, openCells, type Cell } from "./cells.ts";
import { headlines } from "./headlines.ts";
import { headlineReport } from "./report.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: "string", default: "75" },
    seeds: { type: "string" },
    again: { type: "boolean", default: false },
  },
});
const headline = headlines[positionals[0] as keyof typeof headlines];
const deadline = performance.now() + Number(values.budget) * 60_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function* plan(): Generator<Cell> {
  for (let seed = 0; seed < Number(values.seeds ?? headline.seeds); seed += 1) {
    for (const [place] of headline.cases.entries()) {
      // Groups side by side: after any time, each has been run about as often.
      const asked = headline.cases[interleaved(place)]!;
      for (const run of Object.keys(headline.runs)) yield { headline, case: asked, run, seed };
    }
  }
}

/** Cases lie group by group, all of one size. */
function interleaved(place: number): number {
  const groups = new Set(headline.cases.map(({ group }) => group)).size;
  const size = headline.cases.length / groups;
  return (place % groups) * size + Math.floor(place / groups);
}

const cells = await openCells(headline);
const stale = [...plan()].filter((cell) => cells.stale(cell));
if (stale.length > 0 && !values.again) {
  const names = stale
    .slice(0, 10)
    .map(({ case: { group, prompt }, run, seed }) => `${group}, “${prompt}”, ${run}, seed ${seed}`);
  say(
    `${stale.length} runs were made with other weights, and cannot be compared with new ones. --again makes them anew:`,
  );
  for (const name of names) say(`  ${name}`);
  if (stale.length > names.length) say(`  and ${stale.length - names.length} more`);
  process.exit(1);
}

let [made, missing] = [0, 0];
{
  await using maker = await CellMaker.open(headline);
  for (const cell of plan()) {
    if (cells.known(cell) !== undefined) continue;
    if (performance.now() >= deadline) missing += 1;
    else {
      await cells.keep(cell, await maker.make(cell));
      made += 1;
      if (made % 20 === 0) say(`${made} runs, now ${cell.case.group}, “${cell.case.prompt}”, seed ${cell.seed}`);
    }
  }
}
const report = headlineReport(headline, (asked, run, seed) => cells.known({ headline, case: asked, run, seed }));
say(`\n${report}\n\n${made} runs made now, ${missing} left.`);
