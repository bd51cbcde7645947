/** Runs as the list has them: favourites first, each with the runs that went on from it, those alone that a filter leaves. Pure. */
import { particlesOf } from "../../protocol/specification.ts";
import { rewardNames } from "../../protocol/rewardWords.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import type { RunMark } from "./runMarks.ts";

export interface RunNode extends RunSummary {
  readonly kind: "run";
  /** Path of the listed run that it went on from. */
  readonly parent: string | undefined;
  readonly children: readonly RunNode[];
}

/** @param runs in the order in which they are listed, but for favourites, which come first */
export function runForest(runs: readonly RunSummary[], isFavourite: (path: string) => boolean): readonly RunNode[] {
  const listed = new Map(runs.map((run) => [run.path, run]));
  const parentOf = (run: RunSummary): string | undefined => {
    const parent = run.header?.origin?.run;
    if (parent === undefined || !listed.has(parent)) return undefined;
    // A file may say anything: what goes on from itself, by however many steps, has no parent.
    const passed = new Set([run.path]);
    for (let at: string | undefined = parent; at !== undefined; at = listed.get(at)?.header?.origin?.run) {
      if (passed.has(at)) return undefined;
      passed.add(at);
    }
    return parent;
  };
  const childrenOf = new Map<string | undefined, RunSummary[]>();
  for (const run of runs) {
    const parent = parentOf(run);
    const children = childrenOf.get(parent);
    if (children === undefined) childrenOf.set(parent, [run]);
    else children.push(run);
  }
  const nodesBelow = (parent: string | undefined): readonly RunNode[] =>
    (childrenOf.get(parent) ?? [])
      .toSorted((a, b) => Number(isFavourite(b.path)) - Number(isFavourite(a.path)))
      .map((run): RunNode => ({ ...run, kind: "run", parent, children: nodesBelow(run.path) }));
  return nodesBelow(undefined);
}

/** Each has to be found. */
export function filterWords(filter: string): readonly string[] {
  return filter
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
}

/** Looks at names, prompts, texts, models, rewards and settings ("λ40", "seed3"), and at stars ("★"). */
export function matches(
  { header, end, path }: RunSummary,
  { name = "", isFavourite = false }: RunMark,
  words: readonly string[],
): boolean {
  if (words.length === 0) return true;
  const { prompt, otherPrompts = [], suffix, strength, seed } = header?.specification ?? {};
  const text = [
    ...[name, isFavourite ? "★ favourite" : "", path, header?.model.name, prompt, ...otherPrompts, suffix],
    ...rewardNames(header?.specification.rewards ?? []),
    ...(header === undefined ? [] : [`λ${strength} n${particlesOf(header.specification)} seed${seed}`]),
    ...(end?.outcome === "done" ? [end.summary.excerpt] : [end?.outcome ?? "cut off"]),
  ]
    .join("\n")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
