/** What Sweep… asks: the values of each axis, as lists that suit what the form holds, or as typed. */
import * as v from "valibot";
import type * as vscode from "vscode";
import { maxSeeds } from "../../protocol/comparison.ts";
import { plural } from "../../protocol/numberWords.ts";
import { rowOf } from "../../protocol/runFields.ts";
import { particlesOf, type RunSpecification } from "../../protocol/specification.ts";
import { cellsOf, maxCells, type SweepAxes, sweepAxesSchema } from "../../protocol/sweep.ts";
import { pick } from "../ask/pick.ts";
import type { Question } from "../ask/wizard.ts";

interface ListItem<Value> extends vscode.QuickPickItem {
  /** Undefined: what was typed is no list of them. */
  readonly values: readonly Value[] | undefined;
}

interface AxisQuestion<Axis extends keyof SweepAxes> {
  readonly axis: Axis;
  readonly placeholder: string;
  /** The first is what Enter takes. */
  readonly offered: readonly (readonly SweepAxes[Axis][number][])[];
  readonly parse: (text: string) => unknown[];
  /** What a list is called. */
  readonly label: (values: readonly SweepAxes[Axis][number][]) => string;
}

/** Every question knows how many cells its answer makes. */
export function sweepQuestions(specification: RunSpecification): Question<SweepAxes>[] {
  const { strength, potential, seed } = specification;
  const particles = particlesOf(specification);
  const full = strength === 0 ? 40 : strength;
  const [some, few] = [Math.max(1, Math.round(particles / 2)), Math.max(1, Math.round(particles / 4))];
  const potentials = Object.keys(rowOf("potential").options ?? {}) as SweepAxes["potential"][number][];
  return [
    ask({
      axis: "strength",
      placeholder: "Strengths λ: choose, or type them with commas between",
      offered: [[0, full / 4, full], [0, full], [0, full / 4, full / 2, full, 2 * full], [strength]],
      parse: numbersOf,
      label: (values) => `λ ${values.join(", ")}`,
    }),
    ask({
      axis: "particles",
      placeholder: "Particles: choose, or type them with commas between",
      offered: [[particles], [some, particles], [few, some, particles], [particles, 2 * particles, 4 * particles]],
      parse: numbersOf,
      label: (values) => `${values.join(", ")} particles`,
    }),
    ask({
      axis: "potential",
      placeholder: "Potentials: choose, or type them with commas between",
      offered: [[potential], ["difference", "max"], ["difference", "terminal"], potentials],
      parse: (text) => text.split(",").map((name) => name.trim()),
      label: (values) => values.join(", "),
    }),
    ask({
      axis: "seed",
      placeholder: "How many seeds: more of them narrow the intervals. Type another number",
      offered: [3, 1, 2, 5, 10].map((count) => seedsFrom(seed, count)),
      parse: (text) => seedsFrom(seed, Number(text)),
      label: (values) => plural(values.length, "seed"),
    }),
  ];
}

function ask<Axis extends keyof SweepAxes>({
  axis,
  placeholder,
  offered,
  parse,
  label,
}: AxisQuestion<Axis>): Question<SweepAxes> {
  type Value = SweepAxes[Axis][number];
  return async (axes, position) => {
    const itemOf = (values: readonly Value[], description = ""): ListItem<Value> => {
      const cells = cellsOf({ ...axes, [axis]: values }).length;
      const told = [plural(cells, "cell"), ...(description === "" ? [] : [description])].join(", ");
      return cells > maxCells
        ? { label: `$(error) ${plural(cells, "cell")}: ${maxCells} are the most`, alwaysShow: true, values: undefined }
        : { label: label(values), description: told, values };
    };
    const typed = (text: string): ListItem<Value> => {
      const found = v.safeParse(sweepAxesSchema.entries[axis], parse(text), { abortEarly: true });
      if (!found.success) return { label: `$(error) ${found.issues[0].message}`, alwaysShow: true, values: undefined };
      const item = itemOf(found.output, "as typed");
      return { ...item, label: `$(edit) ${item.label}`, alwaysShow: true };
    };
    const different = [
      ...new Map(offered.map((values) => [JSON.stringify([...new Set(values)]), [...new Set(values)]])).values(),
    ];
    const items = different.map((values) => itemOf(values));
    for (;;) {
      const chosen = await pick({ ...position, placeholder, items, active: items[0], typed, onlyTyped: true });
      if (chosen === undefined || chosen === "back") return chosen;
      const values = chosen[0]?.values;
      if (values !== undefined) return { ...axes, [axis]: values };
    }
  };
}

function numbersOf(text: string): unknown[] {
  return text.split(",").map((part) => (part.trim() === "" ? undefined : Number(part)));
}

/** Empty for what is no number of them. */
function seedsFrom(first: number, count: number): number[] {
  if (!Number.isSafeInteger(count) || count < 1 || count > maxSeeds) return [];
  return Array.from({ length: count }, (_, i) => first + i);
}
