/** The proof as Markdown, for the documentation: nothing in it depends on the machine or the day. Pure. */
import { drawCounts, policyName, temperings } from "./grid.ts";
import { potentialNames, resamplerNames, resamplingNames, type SteeringPolicy } from "../../src/steering/policy.ts";
import { closesIn, type ConvergenceRow, type MutantRow, type ProofRow, type ProofSize } from "./proof.ts";
import { worst } from "./zScore.ts";

/** No z-score may be further from 0. */
export const limit = 4.5;

export interface Proof {
  readonly size: ProofSize;
  readonly chain: readonly ProofRow[];
  readonly mixture: readonly ProofRow[];
  readonly proposals: readonly ProofRow[];
  readonly weighted: readonly ProofRow[];
  readonly products: readonly ProofRow[];
  readonly islands: readonly ProofRow[];
  readonly convergence: readonly ConvergenceRow[];
  readonly mutants: readonly MutantRow[];
}

type Choice = (policy: SteeringPolicy) => string;
const byPotential: Choice = ({ potential }) => potential;
const byResampling: Choice = ({ resampling }) => resampling;
const byResampler: Choice = ({ resampler, resampling }) => (resampling === "never" ? "–" : resampler);
const byTempering: Choice = ({ tempering }) => tempering.kind;
const byValue: Choice = ({ draws }) => valueName(draws);
const valueName = (draws: number): string => (draws === 1 ? "expected" : `draws × ${draws}`);

const potentials: readonly string[] = potentialNames;
const resamplings: readonly string[] = resamplingNames;
const resamplers: readonly string[] = resamplerNames;
const temperingNames = temperings.map(({ kind }) => kind);

export const worstOf = (rows: readonly ProofRow[]): number => Math.abs(worst(rows.flatMap(({ scores }) => scores)));

/** One cell: the largest |z|, and of how many. */
export function cellOf(rows: readonly ProofRow[]): string {
  const count = rows.reduce((sum, { scores }) => sum + scores.length, 0);
  return count === 0 ? "" : `${worstOf(rows).toFixed(2)} of ${count}`;
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map(() => "---");
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function crossTable(
  corner: string,
  rows: readonly ProofRow[],
  [down, downNames]: readonly [Choice, readonly string[]],
  [across, acrossNames]: readonly [Choice, readonly string[]],
): string {
  const lines = downNames.map((name) => [
    name,
    ...acrossNames.map((other) =>
      cellOf(rows.filter(({ policy }) => down(policy) === name && across(policy) === other)),
    ),
  ]);
  return table([corner, ...acrossNames], lines);
}

const far = (z: number): string => (Number.isFinite(z) ? z.toFixed(1) : "∞");

/** How the z-scores lie beside those of a normal distribution, and how sharp they are. */
function summary(what: string, rows: readonly ProofRow[]): string[] {
  const scores = rows.flatMap((row) => row.scores);
  const above = (edge: number): string =>
    `${((100 * scores.filter((z) => Math.abs(z) > edge).length) / scores.length).toFixed(1)} %`;
  const precisions = rows.map(({ precision }) => precision).toSorted((a, b) => a - b);
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return [
    what,
    String(rows.length),
    String(scores.length),
    worstOf(rows).toFixed(2),
    above(2),
    above(3),
    `${percent(precisions[Math.floor(precisions.length / 2)]!)}, at most ${percent(precisions.at(-1)!)}`,
  ];
}

/** Everything that must hold does. */
export function holds({
  chain,
  mixture,
  proposals,
  weighted,
  products,
  islands,
  convergence,
  mutants,
}: Proof): boolean {
  const small = [...chain, ...mixture, ...proposals, ...weighted, ...products, ...islands].every(
    ({ scores }) => Math.abs(worst(scores)) <= limit,
  );
  const told = mutants.every(({ right, wrong }) => right <= limit && wrong > limit);
  return small && told && convergence.every(closesIn);
}

export function markdown(proof: Proof): string {
  const { size, chain, mixture, proposals, weighted, products, islands, convergence, mutants } = proof;
  const error = ({ mean, standardError }: ConvergenceRow["errors"][number]): string =>
    `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
  const verdict = holds(proof) ? `All |z| ≤ ${limit}: proved.` : "Not proved.";
  return [
    `${size.runs} independent runs of ${size.particles} particles for each policy, seed ${size.seed}. **${verdict}**`,
    table(
      ["", "policies", "z-scores", "largest \\|z\\|", "\\|z\\| > 2", "\\|z\\| > 3", "standard error of Ẑ / Z: median"],
      [
        summary("enumerable chain", chain),
        summary("Gaussian mixture", mixture),
        summary("ways of revealing text", proposals),
        summary("weighted transitions", weighted),
        summary("products of an image model's steps", products),
        summary("islands", islands),
        ["a normal distribution", "", "", "", "4.6 %", "0.3 %", ""],
      ],
    ),
    "### Enumerable chain: largest |z|",
    crossTable("potential", chain, [byPotential, potentials], [byResampling, resamplings]),
    crossTable("potential", chain, [byPotential, potentials], [byTempering, temperingNames]),
    crossTable("resampler", chain, [byResampler, ["–", ...resamplers]], [byTempering, temperingNames]),
    crossTable("value", chain, [byValue, drawCounts.map(valueName)], [byResampling, resamplings]),
    "### Gaussian mixture: largest |z|",
    crossTable("potential", mixture, [byPotential, potentials], [byResampling, resamplings]),
    table(
      ["sampler, dimensions, reward", "largest \\|z\\|"],
      [...Map.groupBy(mixture, ({ name, policy }) => name.replace(` ${policyName(policy)}`, ""))].map(
        ([name, rows]) => [name, cellOf(rows)],
      ),
    ),
    "### Ways of revealing text: largest |z|",
    table(
      ["proposal", "largest \\|z\\|"],
      proposals.map((row) => [row.name, cellOf([row])]),
    ),
    "### Weighted transitions: largest |z|",
    table(
      ["target", "largest \\|z\\|"],
      weighted.map((row) => [row.name, cellOf([row])]),
    ),
    "### Products of an image model's steps: largest |z|",
    table(
      ["target", "largest \\|z\\|"],
      products.map((row) => [row.name, cellOf([row])]),
    ),
    "### Islands: largest |z|",
    table(
      ["islands", "largest \\|z\\|"],
      islands.map((row) => [row.name, cellOf([row])]),
    ),
    "### The self-normalised average ΣW r, less E_π[r]",
    table(
      ["potential", ...convergence[0]!.errors.map(({ particles }) => `N = ${particles}`)],
      convergence.map(({ name, errors }) => [name, ...errors.map(error)]),
    ),
    "### The same test on published mistakes: largest |z|",
    table(
      ["mistake", "the method", "the mistake"],
      mutants.map(({ name, right, wrong }) => [name, right.toFixed(2), far(wrong)]),
    ),
  ].join("\n\n");
}
