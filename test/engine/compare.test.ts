import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { call } from "../../src/protocol/call.ts";
import { type CompareRequest, type ComparisonEvent, type ComparisonResult } from "../../src/protocol/comparison.ts";
import { comparisonEvent, engineRequest } from "../../src/protocol/engine.ts";
import type { RunResult } from "../../src/protocol/run.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { scaleOf } from "../../src/steering/diagnosis/spread.ts";
import { parseSpecification, type RewardChoice } from "../../src/protocol/specification.ts";
import { builtin, file, forkEngine } from "../support/forkedEngine.ts";
import { textParticle } from "../support/textParticles.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const asked = {
  model: "stories",
  prompt: "Once upon a time",
  rewards: [builtin("sentiment-lexicon")],
  particles: 4,
  steps: 16,
  strength: 30,
  draws: 2,
  schedule: { kind: "every", every: 4 },
  resampling: "always",
  seed: 3,
};

const folder = useFolder();
const engine = useEngine({ rewardFolders: [folder] });
const listeners = new Map<string, (event: ComparisonEvent) => void>();

beforeAll(() => {
  engine.connection.onNotification(comparisonEvent, ({ id, event }) => listeners.get(id)?.(event));
});

interface CompareOptions extends Partial<Pick<CompareRequest, "seeds" | "holdout">> {
  readonly request?: object;
  readonly onEvent?: (event: ComparisonEvent) => void;
  readonly signal?: AbortSignal;
}

let count = 0;
function compare({
  request = {},
  seeds = 2,
  holdout,
  onEvent,
  signal,
}: CompareOptions = {}): Promise<ComparisonResult> {
  const id = `comparison-${++count}`;
  if (onEvent !== undefined) listeners.set(id, onEvent);
  const specification = parseSpecification({ ...asked, ...request });
  return call(engine.connection, engineRequest("comparison/start"), { id, specification, seeds, holdout }, signal);
}

const choice = (chosen: object): RewardChoice => ({ weight: 1, parameters: {}, ...chosen }) as RewardChoice;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rewardsOf = ({ particles }: RunResult): number[] => particles.map(({ reward }) => reward);

describe("a comparison", () => {
  let result: ComparisonResult;
  const events: ComparisonEvent[] = [];
  beforeAll(async () => {
    result = await compare({ holdout: choice(builtin("length")), onEvent: (event) => events.push(event) });
  });

  it("compares with the particles of the run with λ = 0", async () => {
    for (const { seed, outputs, texts, clouds } of result.seeds) {
      const unsteered = await engine.run({ ...asked, seed, strength: 0 });
      expect(outputs.base.reward).toBeCloseTo(mean(rewardsOf(unsteered)), 12);
      expect(outputs["best-of-n"].reward).toBe(Math.max(...rewardsOf(unsteered)));
      expect(texts.base).toBe(textParticle(unsteered.particles[0]).generated);
      expect(texts["best-of-n"]).toBe(textParticle(unsteered.particles[unsteered.best]).generated);
      expect(clouds.unsteered.executedCalls).toBe(unsteered.forwardPasses);
    }
    expect(result.seeds.map(({ seed }) => seed)).toEqual([3, 4]);
  });

  it("steers as the run with that seed does", async () => {
    for (const { seed, outputs, texts, clouds } of result.seeds) {
      const steered = await engine.run({ ...asked, seed });
      const { draw } = steered.groups[0]!;
      expect(outputs.fk.reward).toBe(Math.max(...rewardsOf(steered)));
      expect(outputs["fk-draw"].reward).toBeCloseTo(
        steered.particles.reduce((sum, { reward, weight }) => sum + reward * weight, 0),
        12,
      );
      expect(texts.fk).toBe(textParticle(steered.particles[steered.best]).generated);
      expect(texts["fk-draw"]).toBe(textParticle(steered.particles[draw!]).generated);
      expect(clouds.steered.executedCalls).toBe(steered.forwardPasses);
    }
  });

  it("is not influenced by the holdout, which it reports", async () => {
    const plain = await compare();
    expect(plain.holdout).toBeUndefined();
    expect(plain.outputs.fk.holdout).toBeUndefined();
    expect(plain.seeds.map(({ texts }) => texts)).toEqual(result.seeds.map(({ texts }) => texts));
    for (const name of ["base", "best-of-n", "fk", "fk-draw"] as const) {
      expect(plain.outputs[name].reward).toEqual(result.outputs[name].reward);
    }
    expect(result.holdout).toBe("length");
    expect(result.outputs.fk.holdout?.interval).toHaveLength(2);
    expect(result.conclusion.join("\n")).toContain("holdout reward (length)");
  });

  it("gives the holdout the final texts", async () => {
    const own = await compare({ seeds: 1, holdout: choice(builtin("sentiment-lexicon")) });
    for (const { outputs } of own.seeds) {
      for (const { reward, holdout } of Object.values(outputs)) expect(holdout).toBeCloseTo(reward!, 12);
    }
  });

  it("asks for the same nominal number of calls and tells how many were made", () => {
    expect(result.nominalCalls).toBe(4 * 16);
    expect(result.clouds.steered.executedCalls?.mean).toBeLessThanOrEqual(4 * 16);
  });

  it("tells its progress: every seed, both clouds, to the end", () => {
    const progress = events.filter((event) => event.kind === "progress");
    expect(new Set(progress.map(({ seed, cloud }) => `${seed} ${cloud}`))).toEqual(
      new Set(["3 steered", "3 unsteered", "4 steered", "4 unsteered"]),
    );
    const done = progress.map((event) => event.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(1);
    expect(progress.at(-1)?.secondsLeft).toBe(0);
    expect(events.filter(({ kind }) => kind === "started")).toHaveLength(1);
  });

  it("says everything that stops nothing once, not once a seed", async () => {
    const warnings: string[] = [];
    const onEvent = (event: ComparisonEvent): void => {
      if (event.kind === "warning") warnings.push(event.message);
    };
    await compare({ request: { particles: 1, steps: 4, length: 4 }, onEvent });
    expect(warnings).toHaveLength(new Set(warnings).size);
    expect(warnings).toContainEqual(expect.stringContaining("One particle"));
  });

  it("waits for the run before it", async () => {
    const order: string[] = [];
    await Promise.all([
      engine.run({}).then(() => order.push("run")),
      compare({ seeds: 1, request: { steps: 4 }, onEvent: ({ kind }) => order.push(kind) }),
    ]);
    expect(order[0]).toBe("queued");
    expect(order.indexOf("run")).toBeLessThan(order.indexOf("started"));
  });
});

describe("a comparison of standardised rewards", () => {
  const standardise = 2;
  let result: ComparisonResult;
  const events: ComparisonEvent[] = [];
  beforeAll(async () => {
    result = await compare({ request: { standardise, strength: 4 }, seeds: 3, onEvent: (event) => events.push(event) });
  });

  it("has one scale for all seeds, by all their pilots", async () => {
    const pilots: number[] = [];
    for (const seed of [3, 4, 5]) {
      const runFile = join(folder, `pilot-${seed}.fkrun`);
      await engine.run({ ...asked, seed, standardise, strength: 4 }, { runFile });
      pilots.push(...(await readWholeRun(runFile)).pilot!.parts.map(([part]) => part!));
    }
    expect(pilots).toHaveLength(6);
    expect(result.scales).toEqual([scaleOf(pilots)]);
    const [{ mean: centre, scale }] = result.scales as [{ mean: number; scale: number }];
    for (const [index, { seed, outputs }] of result.seeds.entries()) {
      const unsteered = await engine.run({ ...asked, seed, strength: 0 });
      // The pilot's own particles are samples of the model as well, and have been paid for.
      const raw = [...rewardsOf(unsteered), ...pilots.slice(2 * index, 2 * index + 2)];
      expect(outputs["best-of-n"].reward).toBeCloseTo((Math.max(...raw) - centre) / scale, 9);
      expect(outputs.base.reward).toBeCloseTo((mean(rewardsOf(unsteered)) - centre) / scale, 9);
    }
    expect(result.bestOf).toBe(6);
    expect(result.conclusion.join(" ")).toContain("the best of 6 unsteered outputs");
    expect(result.conclusion.at(-1)).toMatch(/^Rewards count in units of their spread over 6 pilot samples/u);
  });

  it("counts the pilot in what both runs cost, and runs all pilots first", () => {
    const progress = events.filter((event) => event.kind === "progress");
    const runs = progress.filter(({ step, steps }) => step === steps).map(({ cloud, number }) => `${cloud} ${number}`);
    expect(runs.slice(0, 4)).toEqual(["pilot 1", "pilot 2", "pilot 3", "steered 1"]);
    expect(progress.at(-1)!.done).toBe(1);
    expect(result.nominalCalls).toBe(6 * 16);
  });
});

describe("a comparison that is stopped", () => {
  it("ends at once and leaves the next run alone", async () => {
    const stop = new AbortController();
    const seen = new Set<number>();
    const onEvent = (event: ComparisonEvent): void => {
      if (event.kind !== "progress") return;
      seen.add(event.number);
      if (event.number === 2) stop.abort();
    };
    await expect(compare({ seeds: 50, onEvent, signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(Math.max(...seen)).toBeLessThan(5);
    await expect(engine.run({})).resolves.toBeDefined();
  });
});

describe("a comparison of runs that go on", () => {
  it("gives best-of-n as many samples as their refinements would have, and takes the best of all iterations", async () => {
    const request = { particles: 2, steps: 8, schedule: { kind: "every", every: 1 }, refine: { iterations: 2 } };
    const done: number[] = [];
    const onEvent = (event: ComparisonEvent): void => {
      if (event.kind === "progress" && event.cloud === "steered") done.push(event.done);
    };
    const result = await compare({ request, seeds: 1, holdout: choice(builtin("length")), onEvent });
    expect([result.bestOf, result.nominalCalls]).toEqual([6, 6 * 8]);
    const { outputs, clouds } = result.seeds[0]!;
    // Its first iterations are those of the finished run that goes on.
    const runFile = join(folder, "on.fkrun");
    const run = await engine.run({ ...asked, ...request, refine: undefined }, { runFile });
    const stop = new AbortController();
    const further = await engine.goOn(
      runFile,
      { kind: "reward", reward: 1e6 },
      {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === "step" && event.pass.number === 3) stop.abort();
        },
      },
    );
    const most = Math.max(...further.iterations.map(({ bestReward }) => bestReward));
    expect(outputs.fk.reward).toBeGreaterThanOrEqual(most);
    expect(clouds.steered.executedCalls).toBeGreaterThan(run.forwardPasses);
    expect(clouds.steered.executedCalls).toBeLessThanOrEqual(6 * 8);
    expect(outputs.fk.holdout).toBeDefined();
    expect(result.conclusion[0]).toMatch(/the best of 6 unsteered outputs/u);
    expect(done.every((share) => share > 0 && share <= 0.5)).toBe(true);
  });
});

describe("a comparison that cannot be", () => {
  const fails = (options: CompareOptions): Promise<unknown> =>
    compare(options).then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each([
    ["no seeds", { seeds: 0 }, "seeds must be a whole number between 1 and 1000"],
    ["half a seed", { seeds: 1.5 }, "seeds must be a whole number"],
    ["seeds beyond the whole numbers", { request: { seed: Number.MAX_SAFE_INTEGER } }, "Use a smaller seed"],
    ["several prompts", { request: { otherPrompts: ["One day"] } }, "Compare them one by one"],
    ["a kept particle", { request: { refine: { iterations: 2, particle: 0 } } }, "Leave out which one is kept"],
  ])("refuses %s", async (_, options, sentence) => {
    expect(await fails(options)).toMatchObject({
      code: "specification-invalid",
      message: expect.stringContaining(sentence) as string,
    });
  });

  it("refuses a holdout that is not there", async () => {
    expect(await fails({ holdout: choice(builtin("nosuch")) })).toMatchObject({ code: "reward-missing" });
    expect(await fails({ holdout: choice(file(join(folder, "none.reward.ts"))) })).toMatchObject({
      code: "reward-missing",
    });
  });

  it("refuses a caption that its holdout cannot read before the first denoiser call", async () => {
    const kinds: string[] = [];
    const request = { model: "emoji-scenes", prompt: "a castle by the sea", rewards: [builtin("prompt-match")] };
    const onEvent = ({ kind }: ComparisonEvent): number => kinds.push(kind);
    expect(await fails({ request, holdout: choice(builtin("verifier")), onEvent })).toMatchObject({
      code: "specification-invalid",
      message: expect.stringContaining("choose no holdout reward or another one") as string,
    });
    expect(kinds).not.toContain("progress");
    expect(kinds).toContain("loading");
  });

  it("refuses a reward for images, to steer by or to judge", async () => {
    const path = join(folder, "pixels.reward.ts");
    await writeFile(
      path,
      'import { defineReward } from "fk-steering";\nexport default defineReward({ accepts: "image", score: (samples) => samples.map(() => 0) });\n',
    );
    const refused = { code: "reward-shape", message: expect.stringContaining("scores images") as string };
    expect(await fails({ holdout: choice(file(path)) })).toMatchObject(refused);
    expect(await fails({ request: { rewards: [file(path)] } })).toMatchObject(refused);
  });

  it("runs no code of an untrusted workspace, to steer by or to judge", async () => {
    const path = join(folder, "any.reward.ts");
    await writeFile(path, "export default 1;\n");
    await using untrusting = await forkEngine({ rewardFolders: [], trusted: false });
    const specification = parseSpecification(asked);
    const request = { id: "untrusted", specification, seeds: 1, holdout: choice(file(path)) };
    await expect(call(untrusting.connection, engineRequest("comparison/start"), request)).rejects.toMatchObject({
      code: "reward-untrusted",
    });
    const steering = { ...request, specification: { ...specification, rewards: [choice(file(path))] } };
    await expect(call(untrusting.connection, engineRequest("comparison/start"), steering)).rejects.toMatchObject({
      code: "reward-untrusted",
    });
  });

  it("tells of a holdout that throws, with its line", async () => {
    const path = join(folder, "touchy.reward.ts");
    await writeFile(
      path,
      'import { defineReward } from "fk-steering";\nexport default defineReward({\n  accepts: "text",\n  score() {\n    throw new Error("Not these");\n  },\n});\n',
    );
    expect(await fails({ holdout: choice(file(path)), request: { steps: 4 } })).toMatchObject({
      code: "reward-threw",
      details: { location: { file: path, line: 5 } },
    });
  });
});
