/** The moves of a run that goes on leave the steered distribution as it is, exactly, at any N: from exact draws of paths to exact draws. */
import { describe, expect, it } from "vitest";
import { moveOf, movesInTurn, type Move } from "../../src/steering/moves.ts";
import { type GroupIteration, particleGibbs, type Population } from "../../src/steering/particleGibbs.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, signal } from "./estimates.ts";
import { stationarityScores, type Moves } from "./stationarity.ts";
import { statisticsOf, targetLaw } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

const chain = enumerableChain({ seed: 3 });
const strength = 3;
const policies: Readonly<Record<string, Partial<SteeringPolicy>>> = {
  "difference, always": { potential: "difference", resampling: "always", draws: 1 },
  "max, adaptive, two draws": { potential: "max", resampling: "adaptive", essThreshold: 0.95, draws: 2 },
  "sum, adaptive tempering": {
    ...{ potential: "sum", resampling: "adaptive", essThreshold: 0.95, draws: 1 },
    tempering: { kind: "adaptive", essFraction: 0.9 },
  },
};
const policyOf = (name: string): SteeringPolicy => ({ ...defaultPolicy, ...policies[name], strength });
const names = Object.keys(policies);

const from = (step: number): Move => ({ kind: "conditional", step });
const independent: Move = { kind: "independent" };

/** z-scores of averages that must stay. */
async function scores(name: string, runs: number, moves: Moves): Promise<number[]> {
  return stationarityScores(policyOf(name), 3, runs, undefined, moves);
}

interface Weighted {
  readonly islands?: number;
  readonly particles?: number;
  readonly moves?: readonly Move[];
  readonly runs?: number;
  /** What the paths are said to be drawn from, and what each counts by. */
  readonly populationsOf?: (groups: readonly GroupIteration<number>[]) => Population[];
  readonly countOf?: (before: number, after: number) => number;
}

const drawnFrom = (groups: readonly GroupIteration<number>[]): Population[] =>
  groups.map(({ logZ }) => ({ logZ, isConditional: false }));

/** z-scores of E[Ẑ f(x₀)] of what takes the place of runs, each counted by the Ẑ of the run itself, against Z · E_π[f]. */
async function weightedScores(
  name: string,
  {
    islands = 1,
    particles = 3,
    moves = [independent],
    runs = 6000,
    populationsOf = drawnFrom,
    countOf = (logZ) => logZ,
  }: Weighted,
): Promise<number[]> {
  const statistics = statisticsOf(chain.law, chain.rewards, strength);
  const samples = statistics.map(() => new Sample());
  const policy = policyOf(name);
  for (let seed = 0; seed < runs; seed += 1) {
    const groups = Array.from({ length: islands }, (_, m) => ({ key: m === 0 ? "g" : `island ${m}`, particles }));
    const options = { groups, random: createRandomStreams(seed), signal, iterations: 1 };
    for await (const { groups: before } of particleGibbs(chain.process, chain.reward, policy, options)) {
      let after = before;
      const next = {
        ...options,
        ...{ firstIteration: 1, iterations: moves.length, moveOf: (iteration: number) => moves[iteration - 1] },
        ...{ references: before.map(({ path }) => path), populations: populationsOf(before) },
      };
      for await (const moved of particleGibbs(chain.process, chain.reward, policy, next)) after = moved.groups;
      const mean = (f: (state: number) => number): number =>
        after.reduce((sum, { path, logZ }, m) => {
          return sum + Math.exp(countOf(before[m]!.logZ, logZ)) * f(path.at(-1)!);
        }, 0) / islands;
      statistics.forEach(({ f }, i) => samples[i]!.add(mean(f)));
    }
  }
  return samples.map((sample, i) => sample.z(statistics[i]!.exact));
}

describe("a conditional run from a step of the path on", () => {
  it.each(names)("moves no average that must stay, wherever it begins: %s", async (name) => {
    const anywhere: Moves = { movesOf: (_, random) => [from(Math.floor(random.uniform() * 4))] };
    const found = await scores(name, 8000, anywhere);
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it("would, if the path had a say in where it begins", async () => {
    // As whoever keeps what is good and begins again where it is not.
    const target = targetLaw(chain.law, chain.rewards, strength);
    const usual = target.reduce((sum, p, state) => sum + p * chain.rewards[state]!, 0);
    const greedy: Moves = { movesOf: (path) => [from(chain.rewards[path.at(-1)!]! > usual ? 3 : 0)] };
    const found = await scores("difference, always", 12_000, greedy);
    expect(Math.abs(worst(found)), found.join(" ")).toBeGreaterThan(4.5);
  });
});

describe("a population of its own", () => {
  it.each(names)("moves no average that must stay, after a conditional run: %s", async (name) => {
    const found = await scores(name, 8000, { movesOf: () => [from(0), independent] });
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it("would, if it were always taken", async () => {
    const always = { movesOf: () => [independent], populations: [{ logZ: -Infinity, isConditional: false }] };
    const found = await scores("difference, always", 3000, always);
    expect(Math.abs(worst(found)), found.join(" ")).toBeGreaterThan(4.5);
  });

  it.each(names.slice(0, 2))(
    "keeps weighted averages of runs what they are, whatever these resample by: %s",
    async (name) => {
      const found = await weightedScores(name, {});
      expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
    },
  );

  it("would not, if it were held against another Ẑ than the run's own", async () => {
    const populationsOf: Weighted["populationsOf"] = (groups) =>
      drawnFrom(groups).map((population) => ({ ...population, logZ: population.logZ - 2 }));
    const found = await weightedScores("difference, always", { populationsOf });
    expect(Math.abs(worst(found)), found.join(" ")).toBeGreaterThan(4.5);
  });
});

describe("islands that go on", () => {
  const islands = { islands: 3, particles: 2, runs: 2500 };

  it.each([
    ["around all of their paths", [from(0)]],
    ["from a step of them on, and around all of them", [from(2), from(0)]],
    ["by populations of their own", [independent]],
    ["by all of these", [independent, from(1), from(0), independent]],
  ])("keep averages what they are, each counted by the Ẑ that it began with: %s", async (_, moves) => {
    const found = await weightedScores("difference, always", { ...islands, moves });
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it("would not, if all were held against the first one's Ẑ", async () => {
    const populationsOf: Weighted["populationsOf"] = (groups) => groups.map(() => drawnFrom(groups)[0]!);
    const found = await weightedScores("difference, always", { ...islands, runs: 12_000, populationsOf });
    expect(Math.abs(worst(found)), found.join(" ")).toBeGreaterThan(4.5);
  });

  it("would not, if each counted by what its conditional run comes to", async () => {
    const countOf: Weighted["countOf"] = (_, after) => after;
    const found = await weightedScores("difference, always", { ...islands, moves: [from(0)], countOf });
    expect(Math.abs(worst(found)), found.join(" ")).toBeGreaterThan(4.5);
  });
});

describe("all moves in turn", () => {
  const places = { group: "g", begin: 0, scored: [1, 2, 3, 4] };

  it("moves no average that must stay", async () => {
    const movesOf: Moves["movesOf"] = (_, random) => {
      const streams = createRandomStreams(random.uint32());
      return Array.from({ length: movesInTurn + 1 }, (__, i) => moveOf(movesInTurn + i, places, streams));
    };
    const found = await scores("difference, always", 4000, { movesOf });
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it("come in the same order whatever was there before, and begin where something is left to select", () => {
    const random = createRandomStreams(5);
    const moves = Array.from({ length: 6 * movesInTurn }, (_, i) => moveOf(i + 1, places, random));
    expect(moves.filter((_, i) => i % movesInTurn === 0)).toEqual(Array.from({ length: 6 }, () => independent));
    expect(moves.filter((_, i) => i % movesInTurn === movesInTurn - 1)).toEqual(
      Array.from({ length: 6 }, () => from(0)),
    );
    const steps = moves.flatMap((move) => (move.kind === "conditional" ? [move.step] : []));
    expect(new Set(steps)).toEqual(new Set([0, 1, 2]));
    expect(moveOf(9, places, createRandomStreams(5))).toEqual(moves[8]);
  });
});
