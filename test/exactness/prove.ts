/**
 * The long proof: `npm run prove` (node test/exactness/prove.ts [--runs 1000] [--particles 8] [--seed 1] [--all]). Prints z-scores of the
 * unbiased estimates Ẑ, Ẑ·ΣW r, Ẑ·ΣW 1[x₀ = a] over the whole grid and the Gaussian mixture, how the self-normalised average closes in as
 * N grows, and a table for the documentation. Exits with 1 if any |z| is above 4.5.
 */
import { parseArgs } from "node:util";
import { potentialNames, resamplingNames, type SteeringPolicy } from "../../src/steering/policy.ts";
import { averageError } from "./convergence.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, zScores } from "./estimates.ts";
import { gaussianMixture } from "./gaussianMixture.ts";
import { gaussianStatistics, quadratic, wavy } from "./gaussianTargets.ts";
import { gridPolicies, policyName, strengths } from "./grid.ts";
import { statisticsOf } from "./target.ts";
import { worst } from "./zScore.ts";

const limit = 4.5;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    particles: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
    all: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
const size = { particles: Number(values.particles), runs, seed: Number(values.seed) };
if (!(Number.isInteger(runs) && runs >= 400)) {
  throw new Error("--runs must be a whole number of at least 400: with fewer runs the z-scores are not normal");
}

/** Every row has random numbers of its own. */
const sizeOf = (row: number): typeof size => ({ ...size, seed: size.seed * 10_000 + row });

interface Row {
  readonly name: string;
  readonly policy: SteeringPolicy;
  readonly scores: readonly number[];
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const report = ({ name, scores }: Row): void => {
  const bad = !(Math.abs(worst(scores)) <= limit);
  if (bad || values.all) say(`${bad ? "REJECTED " : "         "}${name}: ${scores.map((z) => z.toFixed(2)).join(" ")}`);
};

async function proveChain(): Promise<Row[]> {
  const chain = enumerableChain();
  const rows: Row[] = [];
  const policies = gridPolicies();
  say(`Enumerable masked chain: ${policies.length} policies, ${runs} runs each of ${size.particles} particles`);
  for (const policy of policies) {
    const statistics = statisticsOf(chain.law, chain.rewards, policy.strength);
    const row = {
      name: policyName(policy),
      policy,
      scores: await zScores(chain.process, chain.reward, policy, statistics, sizeOf(rows.length)),
    };
    report(row);
    rows.push(row);
  }
  return rows;
}

async function proveGaussian(): Promise<Row[]> {
  say(`Gaussian mixture by quadrature: DDPM and DDIM (η = 1), 1-D and 2-D, ${runs} runs each`);
  const rows: Row[] = [];
  for (const sampler of ["ddpm", "ddim"] as const) {
    for (const dimensions of [1, 2] as const) {
      const mixture = gaussianMixture({ sampler, dimensions });
      for (const reward of [quadratic, wavy]) {
        for (const potential of potentialNames) {
          const policy: SteeringPolicy = {
            ...defaultPolicy,
            potential,
            strength: strengths[potential],
            resampling: rows.length % 3 === 0 ? "always" : "adaptive",
            draws: rows.length % 2 === 0 ? 1 : 3,
            schedule: { kind: "every", every: 2 },
          };
          const statistics = gaussianStatistics(mixture, reward, policy.strength);
          const row = {
            name: `${sampler} ${dimensions}-D ${reward.name} ${policyName(policy)}`,
            policy,
            scores: await zScores(mixture.process, reward, policy, statistics, sizeOf(1000 + rows.length)),
          };
          report(row);
          rows.push(row);
        }
      }
    }
  }
  return rows;
}

async function proveConvergence(): Promise<void> {
  say("Self-normalised ΣW r − E_π[r], which is biased by about 1/N and must close in as N grows:");
  for (const potential of ["difference", "terminal"] as const) {
    const policy = { ...defaultPolicy, potential };
    const errors: string[] = [];
    for (const particles of [4, 16, 64, 256]) {
      const error = await averageError(policy, particles, Math.max(50, Math.round((4 * runs) / particles)));
      errors.push(`N=${particles}: ${error.mean.toFixed(4)} ± ${error.standardError.toFixed(4)}`);
    }
    say(`  ${potential}: ${errors.join(", ")}`);
  }
}

function table(title: string, rows: readonly Row[]): void {
  say(`\n### ${title}\n`);
  const columns = resamplingNames.filter((name) => rows.some(({ policy }) => policy.resampling === name));
  say(`| potential | ${columns.join(" | ")} |`);
  say(`|---|${columns.map(() => "---").join("|")}|`);
  for (const potential of potentialNames) {
    const cells = columns.map((resampling) => {
      const some = rows.filter(({ policy }) => policy.potential === potential && policy.resampling === resampling);
      const scores = some.flatMap(({ scores: each }) => each);
      return scores.length === 0 ? "" : `${Math.abs(worst(scores)).toFixed(2)} of ${scores.length}`;
    });
    say(`| ${potential} | ${cells.join(" | ")} |`);
  }
}

const started = performance.now();
const chainRows = await proveChain();
const gaussianRows = await proveGaussian();
await proveConvergence();
table("Largest |z| on the enumerable chain", chainRows);
table("Largest |z| on the Gaussian mixture", gaussianRows);
const scores = [...chainRows, ...gaussianRows].flatMap((row) => row.scores);
const largest = Math.abs(worst(scores));
say(
  `\n${scores.length} z-scores over ${runs} runs each: largest |z| ${largest.toFixed(2)}, ${share(2)} % above 2, ${share(3)} % above 3 (a normal distribution: 4.6 %, 0.3 %). ${((performance.now() - started) / 1000).toFixed(0)} s.`,
);
say(largest <= limit ? `All |z| ≤ ${limit}: proved.` : `Some |z| > ${limit}: not exact.`);
process.exitCode = largest <= limit ? 0 : 1;

function share(above: number): string {
  return ((100 * scores.filter((z) => Math.abs(z) > above).length) / scores.length).toFixed(1);
}
