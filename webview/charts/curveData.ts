/** What the curves of a run show: its figures at every scored step, of one group or of all. Pure: numbers in, numbers out. */
import { logZLabel, logZTitle } from "../run/logZWords.ts";
import {
  livesOf,
  partsOf,
  type Genealogy,
  type GenealogyGroup,
  type GenealogyStep,
} from "../../src/steering/genealogy.ts";

/** How a line is drawn. Hues are VS Code's chart colours, by their place in `hues`. */
export interface CurveLine {
  readonly name: string;
  /** At each scored step; null where there is none, or none that is finite. */
  readonly values: readonly (number | null)[];
  readonly hue: number;
  readonly isDashed?: boolean;
}

export interface Curve {
  readonly key: string;
  readonly label: string;
  /** What of it the lines are, where its name does not say so. */
  readonly of?: string;
  readonly title: string;
  readonly lines: readonly CurveLine[];
  /** The ground between the first and the second line, with a third one in it. */
  readonly isBand?: boolean;
  /** A level that is drawn across. */
  readonly threshold?: number;
  /** Ends of the axis that are seen whatever the numbers are. */
  readonly ends?: readonly [low: number, high: number];
  /** Steps at which the group was resampled. */
  readonly resampled?: readonly number[];
  readonly particles?: CurveParticles;
}

/** Every particle's own number, joined to its parent's at the scored step before. */
export interface CurveParticles {
  readonly group: GenealogyGroup;
  /** [scored step][particle], all groups. */
  readonly values: readonly ArrayLike<number>[];
  readonly segments: readonly CurveSegments[];
}

/** From one scored step to the next: child n of the group comes from `parents[n]`. */
export interface CurveSegments {
  readonly parents: Int32Array;
  /** 1: it has a descendant at the last step. */
  readonly lives: Uint8Array;
}

export interface CurveChoice {
  /** Undefined: all groups, one line each, or a band where there are many. */
  readonly group: number | undefined;
  /** What each group is called. */
  readonly labels: readonly string[];
  /** The names of the rewards, in order. */
  readonly rewards: readonly string[];
  /** What each reward counts for where several make one, and the value is not their sum; undefined: no curve of that. */
  readonly counted: readonly CountedReward[] | undefined;
  /** Resampled below this ESS; undefined where that is not the rule. */
  readonly threshold: number | undefined;
  /** Of a refinement: its log Z estimates nothing. */
  readonly isConditional: boolean;
}

/** It counts as weight · (number − mean) / scale. */
export interface CountedReward {
  readonly weight: number;
  readonly mean: number;
  readonly scale: number;
}

/** More lines cannot be told apart. */
export const mostLines = 6;

/** All that there is to be shown; a reward of its own where it says something else than the value. */
export function curvesOf(genealogy: Genealogy, choice: CurveChoice): Curve[] {
  const { scored, groups } = genealogy;
  const shown = choice.group === undefined ? groups.map((_, g) => g) : [choice.group];
  const isVoted = scored.some(({ votes }) => votes !== undefined);
  const largest = Math.max(1, ...groups.map(({ count }) => count));
  const rows = (of: (step: GenealogyStep, g: number) => number | undefined): NamedRow[] =>
    shown.map((g) => ({ name: choice.labels[g] ?? "", values: scored.map((step) => finite(of(step, g))) }));
  const standing = (of: (at: GenealogyStep["groups"][number]) => number | undefined): Pick<Curve, "lines" | "isBand"> =>
    linesOf(rows((step, g) => (step.groups[g] === undefined ? undefined : of(step.groups[g]))));
  const only = shown.length === 1 ? shown[0] : undefined;
  const group = only === undefined ? undefined : groups[only];
  const segments = group === undefined ? [] : segmentsOf(genealogy, group);
  return [
    {
      ...{ key: "ess", label: "ESS", title: "Effective sample size: how many particles the weights are spread over" },
      ...standing(({ ess }) => ess),
      ...(choice.threshold === undefined ? {} : { threshold: choice.threshold }),
      ends: [0, largest],
      ...(only !== undefined && { resampled: resampledAt(scored, only) }),
    },
    {
      ...{ key: "logZ", label: choice.isConditional ? "log Z, conditional" : logZLabel({ isVoted }) },
      title: choice.isConditional
        ? "Log mean weights of a run around a kept path or from a step of it on: no estimate of log Z, but a trace to look at"
        : logZTitle({ isVoted }),
      ...standing(({ logZ }) => logZ),
    },
    {
      ...{ key: "strength", label: "λ", title: "λ_j: how far the tempering has gone" },
      ...standing(({ strength }) => strength),
      ends: [0, 0],
    },
    worth(
      {
        key: "value",
        label: "value",
        title: "v_j: what the draws of a particle say of the reward that it will end with",
      },
      scored.map(({ values }) => values),
    ),
    ...totalOf(scored, choice.counted).map((numbers) =>
      worth({ key: "reward", label: "reward", title: "All rewards together, in the mean over the draws" }, numbers),
    ),
    ...choice.rewards.flatMap((name, i) => {
      const named = { key: `reward ${i}`, label: name, title: `What ${name} said, before its weight` };
      const numbers = partsOf(scored, i, choice.rewards.length);
      return isNews(scored, numbers, choice.rewards.length)
        ? [
            worth(
              named,
              numbers.map((of) => of ?? []),
            ),
          ]
        : [];
    }),
  ];

  /** Of the value, or of what rewards said. */
  function worth(named: Pick<Curve, "key" | "label" | "title">, numbers: readonly ArrayLike<number>[]): Curve {
    const over = (of: (values: readonly number[]) => number | undefined, g: number): (number | null)[] =>
      numbers.map((row) => finite(of(membersOf(row, groups[g]!))));
    if (only !== undefined && group !== undefined) {
      const lines: CurveLine[] = [
        { name: "best", values: over(most, only), hue: 0 },
        { name: "mean", values: over(mean, only), hue: 1, isDashed: true },
      ];
      return { ...named, lines, particles: { group, values: numbers, segments } };
    }
    const means = shown.map((g) => ({ name: choice.labels[g] ?? "", values: over(mean, g) }));
    return { ...named, of: "mean", ...linesOf(means) };
  }
}

interface NamedRow {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** A line each, or of many the lowest and the highest with the middle between them. */
function linesOf(rows: readonly NamedRow[]): Pick<Curve, "lines" | "isBand"> {
  if (rows.length <= mostLines) return { lines: rows.map((row, i) => ({ ...row, hue: i, isDashed: i % 2 === 1 })) };
  const ranked = (rows[0]?.values ?? []).map((_, j) =>
    rows.flatMap(({ values }) => values[j] ?? []).toSorted((a, b) => a - b),
  );
  const at = (share: number): (number | null)[] =>
    ranked.map((all) => all[Math.round(share * (all.length - 1))] ?? null);
  return {
    isBand: true,
    lines: [
      { name: "highest", values: at(1), hue: 0 },
      { name: "lowest", values: at(0), hue: 0 },
      { name: "middle", values: at(0.5), hue: 0 },
    ],
  };
}

function segmentsOf(genealogy: Genealogy, { start, count }: GenealogyGroup): CurveSegments[] {
  const lives = livesOf(genealogy);
  return genealogy.scored.slice(0, -1).map(({ ancestors }, j) => ({
    parents: Int32Array.from({ length: count }, (_, n) => ancestors[start + n] ?? start + n),
    lives: Uint8Array.from({ length: count }, (_, n) => lives[j + 1]?.[start + n] ?? 0),
  }));
}

function resampledAt(scored: readonly GenealogyStep[], group: number): number[] {
  return scored.flatMap(({ step, groups }) => (groups[group]?.resampled === true ? [step] : []));
}

/** [0][scored step][particle]: what the rewards come to together; empty where that is not to be told, or not known. */
function totalOf(scored: readonly GenealogyStep[], counted: CurveChoice["counted"]): readonly ArrayLike<number>[][] {
  if (counted === undefined || scored.every(({ parts }) => parts === undefined)) return [];
  const part = (number: number | undefined, { weight, mean: usual, scale }: CountedReward): number =>
    // One that counts for nothing rules nothing out.
    weight === 0 ? 0 : weight * (((number ?? Number.NaN) - usual) / scale);
  const said = counted.map((_, k) => partsOf(scored, k, counted.length));
  const total = ({ values }: GenealogyStep, j: number): number[] =>
    Array.from(values, (_, n) => counted.reduce((sum, one, k) => sum + part(said[k]![j]?.[n], one), 0));
  return [scored.map(total)];
}

/** A reward that is alone and counts as it is has the value's curve. */
function isNews(
  scored: readonly GenealogyStep[],
  numbers: readonly (ArrayLike<number> | undefined)[],
  rewards: number,
): boolean {
  if (rewards > 1) return numbers.some((of) => of !== undefined);
  return scored.some(({ values }, j) => {
    const said = numbers[j];
    return said !== undefined && Array.from(values).some((value, n) => !Object.is(value, said[n]));
  });
}

function membersOf(row: ArrayLike<number>, { start, count }: GenealogyGroup): number[] {
  return Array.from({ length: count }, (_, n) => row[start + n] ?? Number.NaN).filter(Number.isFinite);
}

function most(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
