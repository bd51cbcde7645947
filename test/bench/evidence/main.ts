/**
 * `npm run bench:text`, `npm run bench:images` (`-- [--ablations] [--budget <minutes>] [--seeds <count>] [--group <name>]… [--run <name>]… [--again]
 * [--write]`): makes the runs that are not known yet, the methods that are compared before the extra ones and seed after seed over all cases so
 * that what there is can always be compared, and prints a table a group. `--budget 0` makes none; `--write` puts tables and drawings into
 * docs/evidence.md. Runs that were made or judged with other weights are refused, unless `--again` makes them anew.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CellMaker } from "./cellMaker.ts";
import { keyOf, openCells, type Cell } from "./cells.ts";
import { foretellingOf } from "./foretelling.ts";
import { ablationsOf, headlines, modelOf } from "./headlines.ts";
import { foretellingPlot, methodPlot } from "./plot.ts";
import { outputsOf, type Found } from "./outputs.ts";
import { tablesOf } from "./report.ts";
import { staleWords } from "./stale.ts";
import { evidenceFolder, hasModel } from "./weights.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    ablations: { type: "boolean", default: false },
    budget: { type: "string", default: "75" },
    seeds: { type: "string" },
    group: { type: "string", multiple: true },
    run: { type: "string", multiple: true },
    again: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});
const which = positionals[0] as keyof typeof headlines;
const asked = (values.ablations ? ablationsOf : headlines)[which];
const seeds = Number(values.seeds ?? asked.seeds);
const headline = { ...asked, seeds: Math.max(seeds, asked.seeds) };
const deadline = performance.now() + Number(values.budget) * 60_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function* plan(): Generator<Cell> {
  const extra = new Set(headline.methods.filter(({ isExtra }) => isExtra === true).map(({ run }) => run));
  const wanted = Object.keys(headline.runs).filter((run) => values.run?.includes(run) ?? true);
  const runs = wanted.filter((run) => hasModel(modelOf(headline, run)));
  const cases = headline.cases.filter(({ group }) => values.group?.includes(group) ?? true);
  // Another model is asked for all of its runs of a seed at once: one is open at a time.
  const extras = Map.groupBy(
    runs.filter((run) => extra.has(run)),
    (run) => modelOf(headline, run),
  );
  for (const stage of [runs.filter((run) => !extra.has(run)), ...extras.values()]) {
    for (let seed = 0; seed < seeds; seed += 1) {
      for (const each of interleaved(cases)) for (const run of stage) yield { headline, case: each, run, seed };
    }
  }
}

/** Groups side by side: after any time, each has been run about as often. */
function interleaved<One extends { readonly group: string }>(cases: readonly One[]): readonly One[] {
  const groups = [...Map.groupBy(cases, ({ group }) => group).values()];
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, n) => groups.flatMap((own) => own[n] ?? [])).flat();
}

for (const run of Object.keys(headline.runs)) {
  const model = modelOf(headline, run);
  if (!hasModel(model)) say(`There is no model ${model} in media/models: without ${run}.`);
}
const cells = await openCells(headline);
const stale = [...plan()].filter((cell) => cells.state(cell) === "stale");
if (stale.length > 0 && !values.again) {
  for (const line of staleWords(stale)) say(line);
  process.exit(1);
}

let made = 0;
// An unsteered run is planned for each reward and made once.
const missing = new Set<string>();
{
  await using maker = await CellMaker.open(headline);
  for (const cell of plan()) {
    if (cells.state(cell) === "known") continue;
    if (performance.now() >= deadline) missing.add(keyOf(cell));
    else {
      await cells.keep(cell, await maker.make(cell));
      made += 1;
      if (made % 20 === 0)
        say(`${made} runs, now ${cell.case.group}, “${cell.case.prompt}”, ${cell.run}, seed ${cell.seed}`);
    }
  }
}

const found: Found = (each, run, seed) => cells.known({ headline, case: each, run, seed });
const models = [...new Set(Object.keys(headline.runs).map((run) => modelOf(headline, run)))]
  .filter(hasModel)
  .join(" and ");
const tables = tablesOf(headline, found);
const parts = [...tables].map(([group, table]) => `### ${group}\n\n${table}`);
if (values.write) {
  await cells.compact();
  await mkdir(evidenceFolder, { recursive: true });
  const command = `npm run bench:${which} -- ${values.ablations ? "--ablations " : ""}--budget 0 --write`;
  const drawings: readonly (readonly [name: string, alt: string, svg: string | undefined])[] = [
    [
      headline.name,
      "Rewards and what others say of them, by method",
      methodPlot(headline, found, `${models}: what each method puts out`),
    ],
    [
      `${headline.name}-foretelling`,
      "How well a reward on the way foretells the last one",
      foretellingPlot(
        foretellingOf(headline, found),
        `${models}: correlation of a reward on the way with the last one`,
      ),
    ],
  ];
  for (const [name, alt, svg] of drawings) {
    if (svg === undefined) continue;
    await writeFile(join(evidenceFolder, `${name}.svg`), svg);
    parts.push(`![${alt}](evidence/${name}.svg)`);
  }
  // For the README: the methods that were run for every case that there is.
  const counts = headline.methods.map(
    (method) => new Set(outputsOf(headline, method, found).map((output) => output.case)).size,
  );
  const methods = headline.methods.filter((_, n) => counts[n] === Math.max(...counts));
  const short = methodPlot({ ...headline, methods }, found, `${models}: steered and picked`, headline.inShort);
  if (short !== undefined) await writeFile(join(evidenceFolder, `${headline.name}-in-short.svg`), short);
  const path = join(evidenceFolder, "..", "evidence.md");
  const page = await readFile(path, "utf8");
  const [begin, end] = [`<!-- ${headline.name}: ${command} -->`, `<!-- end of ${headline.name} -->`];
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`${path} has no place for ${begin}`);
  await writeFile(
    path,
    `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${parts.join("\n\n")}\n\n${page.slice(page.indexOf(end))}`,
  );
}
say(`\n${parts.join("\n\n")}\n\n${made} runs made now, ${missing.size} left.`);
