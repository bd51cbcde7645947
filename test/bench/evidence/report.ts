/** A headline's cells as tables, a row a method: of each case the mean over its seeds, of these the mean with its interval. Pure. */
import { distinct } from "../../../src/engine/compare/variety.ts";
import { estimateOf } from "../../../src/protocol/estimate.ts";
import type { Figures, Judged } from "./cells.ts";
import type { Case, Headline, Method } from "./headlines.ts";

/** What a method put out for one case and seed. */
interface Output {
  readonly case: Case;
  readonly reward: number;
  readonly judges: readonly number[];
  readonly generated: string | undefined;
  readonly calls: number;
  readonly seconds: number;
}

/** `found` gives the cell of a run, or undefined where it has not been made. */
export function headlineReport(
  headline: Headline,
  found: (asked: Case, run: string, seed: number) => Figures | undefined,
): string {
  const groups = [...new Set(headline.cases.map(({ group }) => group)), ...(headline.name === "images" ? ["all"] : [])];
  const outputs = new Map(headline.methods.map((method) => [method.name, outputsOf(headline, method, found)]));
  return groups.flatMap((group) => tableOf(headline, group, outputs) ?? []).join("\n\n");
}

/** Undefined of a group of which nothing has been made. */
function tableOf(
  headline: Headline,
  group: string,
  outputs: ReadonlyMap<string, readonly Output[]>,
): string | undefined {
  const own = headline.methods.map(({ name }) => ({
    name,
    outputs: outputs.get(name)!.filter(({ case: asked }) => group === "all" || asked.group === group),
  }));
  if (own[0]!.outputs.length === 0) return undefined;
  const heads = ["method", "cases", "reward", ...headline.judges, "dist-1", "dist-2", "dist-3", "calls", "seconds"];
  const rows = own.map((method) => [method.name, ...rowOf(headline, method.outputs)]);
  const table = [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  return `### ${group}\n\n${table}`;
}

function rowOf({ judges }: Headline, outputs: readonly Output[]): string[] {
  const cases = new Set(outputs.map(({ case: asked }) => asked)).size;
  const texts = outputs.flatMap(({ generated }) => generated ?? []);
  const variety = [1, 2, 3].map((n) => distinct(texts, n)?.toFixed(3) ?? "");
  return [
    String(cases),
    shown(outputs, ({ reward }) => reward),
    ...judges.map((_, judge) => shown(outputs, (output) => output.judges[judge]!)),
    ...variety,
    mean(outputs.map(({ calls }) => calls)).toFixed(0),
    mean(outputs.map(({ seconds }) => seconds)).toFixed(1),
  ];
}

/** Seeds of a case are no cases of their own: first their mean. */
function shown(outputs: readonly Output[], read: (output: Output) => number): string {
  const byCase = Map.groupBy(outputs, ({ case: asked }) => asked);
  const estimate = estimateOf([...byCase.values()].map((own) => mean(own.map(read))));
  if (estimate === undefined) return "";
  const { mean: middle, interval } = estimate;
  if (interval === undefined) return middle.toFixed(3);
  return `${middle.toFixed(3)} [${interval.map((end) => end.toFixed(3)).join(", ")}]`;
}

function outputsOf(
  headline: Headline,
  { run, picksFrom }: Method,
  found: (asked: Case, run: string, seed: number) => Figures | undefined,
): Output[] {
  const outputs: Output[] = [];
  for (const asked of headline.cases) {
    for (let seed = 0; seed < headline.seeds; seed += 1) {
      // Where a method lacks the cell none has it: all are means over the same cases and seeds.
      const runs = Object.keys(headline.runs).map((name) => found(asked, name, seed));
      if (runs.some((figures) => figures === undefined)) continue;
      const { particles, calls, seconds } = found(asked, run, seed)!;
      const used = picksFrom === "mean" ? 1 : picksFrom;
      const share = used / particles.length;
      const output = picksFrom === "mean" ? average(particles) : best(particles.slice(0, picksFrom), asked.weight);
      outputs.push({ case: asked, ...output, calls: calls * share, seconds: seconds * share });
    }
  }
  return outputs;
}

function best(particles: readonly Judged[], weight: 1 | -1): Judged {
  return particles.reduce((a, b) => (weight * b.reward > weight * a.reward ? b : a));
}

/** What one particle is worth: a draw of them has the same mean and adds noise. */
function average(particles: readonly Judged[]): Judged {
  return {
    reward: mean(particles.map(({ reward }) => reward)),
    judges: particles[0]!.judges.map((_, judge) => mean(particles.map(({ judges }) => judges[judge]!))),
    generated: particles[0]!.generated,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
