/** A headline's cells as tables, a row a method: of each case the mean over its seeds, of these the mean with its interval. Pure. */
import { meanOf } from "../../../src/protocol/estimate.ts";
import { distinct } from "../../../src/engine/compare/variety.ts";
import { bootstrapOf } from "./bootstrap.ts";
import type { Headline } from "./headlines.ts";
import {
  differencesOfCases,
  groupsOf,
  meansOfCases,
  ofAsManyGroups,
  ofGroup,
  outputsOf,
  type Found,
  type Output,
} from "./outputs.ts";

/** A part for each group of which there is something. */
export function tablesOf(headline: Headline, found: Found): ReadonlyMap<string, string> {
  const outputs = headline.methods.map((method) => ({ name: method.name, of: outputsOf(headline, method, found) }));
  const tables = new Map<string, string>();
  for (const group of groupsOf(headline)) {
    const own = ofAsManyGroups(outputs.map(({ name, of }) => ({ name, of: ofGroup(of, group) })));
    if (own.length === 0) continue;
    tables.set(
      group,
      [tableOf(headline, own), differencesTable(headline, own)].filter((part) => part !== "").join("\n\n"),
    );
  }
  return tables;
}

interface Row {
  readonly name: string;
  readonly of: readonly Output[];
}

function tableOf({ judges }: Headline, methods: readonly Row[]): string {
  const { reward } = methods[0]!.of[0]!.case;
  const others = judges.filter((judge) => judge !== reward);
  const isText = methods[0]!.of[0]!.words !== undefined;
  const variety = isText ? [1, 2, 3] : [];
  const heads = ["method", "outputs", reward, ...others, ...variety.map((n) => `dist-${n}`), "calls", "seconds"];
  const rows = methods.map(({ name, of }) => [
    name,
    String(of.length),
    ...[reward, ...others].map((judge) => estimateWords(meansOfCases(of, judge))),
    ...variety.map(
      (n) =>
        distinct(
          of.map(({ words }) => words ?? ""),
          n,
        )?.toFixed(3) ?? "",
    ),
    meanOf(of.map(({ calls }) => calls)).toFixed(0),
    meanOf(of.map(({ seconds }) => seconds)).toFixed(1),
  ]);
  return markdown(heads, rows);
}

/** Methods less others over the same cases: what cases differ by among themselves is not in it. Empty where there is no pair. */
function differencesTable({ judges, pairs }: Headline, methods: readonly Row[]): string {
  const outputs = new Map(methods.map(({ name, of }) => [name, of]));
  const { reward } = methods[0]!.of[0]!.case;
  const asked = [reward, ...judges.filter((judge) => judge !== reward)];
  const rows = pairs.flatMap(([first, second]) => {
    const [of, less] = [outputs.get(first), outputs.get(second)];
    if (of === undefined || less === undefined) return [];
    const figures = asked.map((judge) => differencesOfCases(of, less, judge));
    return [[`${first} less ${second}`, String(figures[0]!.length), ...figures.map(estimateWords)]];
  });
  return rows.length === 0 ? "" : markdown(["case by case", "cases", ...asked], rows);
}

function markdown(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function estimateWords(figures: readonly number[]): string {
  const { mean: middle, interval } = bootstrapOf(figures);
  if (interval === undefined) return signed(middle);
  return `${signed(middle)} [${interval.map(signed).join(", ")}]`;
}

function signed(value: number): string {
  return value
    .toFixed(3)
    .replace(/^-0\.000$/u, "0.000")
    .replace("-", "−");
}
