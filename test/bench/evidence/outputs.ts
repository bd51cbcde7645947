/** What each method put out, from the cells that there are. Pure. */
import { meanOf } from "../../../src/protocol/estimate.ts";
import type { Figures } from "./cells.ts";
import type { Case, Headline, Method } from "./headlines.ts";

/** A method's output for one case and seed. */
export interface Output {
  readonly case: Case;
  readonly seed: number;
  readonly scores: Readonly<Record<string, number>>;
  /** Digests of its words; undefined of an image. */
  readonly words: string | undefined;
  readonly calls: number;
  readonly seconds: number;
}

/** The figures of a run, or undefined where it has not been made. */
export type Found = (asked: Case, run: string, seed: number) => Figures | undefined;

/** Where a method that is no extra one lacks a run none has it: all are over the same cases and seeds, and an extra one over those of them that it has. */
export function outputsOf(headline: Headline, { run, picksFrom }: Method, found: Found): Output[] {
  const needed = new Set([
    ...headline.methods.filter(({ isExtra }) => isExtra !== true).map((method) => method.run),
    run,
  ]);
  const outputs: Output[] = [];
  for (const asked of headline.cases) {
    for (let seed = 0; seed < headline.seeds; seed += 1) {
      if ([...needed].some((name) => found(asked, name, seed) === undefined)) continue;
      const { scores, words, calls, seconds } = found(asked, run, seed)!;
      const count = scores[asked.reward]!.length;
      const place = picksFrom === "mean" ? 0 : placeOfBest(scores[asked.reward]!.slice(0, picksFrom), asked.weight);
      // What one particle is worth: a draw of them has the same mean and adds noise.
      const score = (all: readonly number[]): number => (picksFrom === "mean" ? meanOf(all) : all[place]!);
      const share = (picksFrom === "mean" ? 1 : picksFrom) / count;
      outputs.push({
        case: asked,
        seed,
        scores: Object.fromEntries(headline.judges.map((judge) => [judge, score(scores[judge]!)])),
        words: words[place],
        calls: calls * share,
        seconds: seconds * share,
      });
    }
  }
  return outputs;
}

/** Of a group, or of all. */
export function ofGroup(outputs: readonly Output[], group: string): readonly Output[] {
  return group === whole ? outputs : outputs.filter(({ case: asked }) => asked.group === group);
}

export const whole = "all";

export function groupsOf({ cases, hasWhole }: Headline): readonly string[] {
  return [...new Set(cases.map(({ group }) => group)), ...(hasWhole ? [whole] : [])];
}

/** Seeds of a case are no cases of their own: a mean for each case. */
export function meansOfCases(outputs: readonly Output[], judge: string): readonly number[] {
  const byCase = Map.groupBy(outputs, ({ case: asked }) => asked);
  return [...byCase.values()].map((own) => meanOf(own.map(({ scores }) => scores[judge]!)));
}

/** Of a judge, what the first puts out less what the second does: a mean for each case of which, at some seed, both have an output. */
export function differencesOfCases(
  first: readonly Output[],
  second: readonly Output[],
  judge: string,
): readonly number[] {
  const both = first.flatMap((output) => {
    const beside = second.find((one) => one.case === output.case && one.seed === output.seed);
    return beside === undefined
      ? []
      : [{ ...output, scores: { [judge]: output.scores[judge]! - beside.scores[judge]! } }];
  });
  return meansOfCases(both, judge);
}

export function placeOfBest(rewards: readonly number[], weight: 1 | -1): number {
  return rewards.reduce((best, reward, at) => (weight * reward > weight * rewards[best]! ? at : best), 0);
}

/** Those of which there is something; over all groups those that were run for each of them, since the others' cases may be the harder ones. */
export function ofAsManyGroups<Row extends { readonly of: readonly Output[] }>(rows: readonly Row[]): readonly Row[] {
  const groups = rows.map(({ of }) => new Set(of.map((output) => output.case.group)).size);
  const most = Math.max(...groups);
  return rows.filter((_, n) => groups[n]! > 0 && groups[n] === most);
}
