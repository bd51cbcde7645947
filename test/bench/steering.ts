/**
 * The particle system's own speed: `node test/bench/steering.ts`. A process that does nothing but keep or renew its states, so what is
 * left is steering. Prints the fastest of several rounds, in CPU-bound terms: a busy machine only makes rounds slower.
 */
import { resamplerNames } from "../../src/steering/policy.ts";
import type { DiffusionProcess } from "../../src/steering/process.ts";
import { resample } from "../../src/steering/resampling/resample.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";

const signal = new AbortController().signal;
/** Microseconds, milliseconds, and the exponent of N in the time of a step: 1 is linear, N log N would be 1.1 here. */
const limits = { step: 20, resampling: 5, growth: 1.2 };

/** States are small objects; each transition draws one number a particle and renews its state, or keeps it. */
function idleProcess(steps: number, renews: boolean): DiffusionProcess<{ readonly x: number }, number, number> {
  return {
    steps,
    timeConditioned: false,
    deterministic: false,
    initial: (slots) => slots.map(({ index }) => ({ x: index })),
    predict: (states) => Promise.resolve(states.map(({ x }) => x)),
    transition: (views, step, random) =>
      Promise.resolve({
        states: views.map(({ slot, state }) => {
          const drawn = random.stream({ purpose: "transition", group: slot.group, slot: slot.index, step }).uniform();
          return renews ? { x: state.x + drawn } : state;
        }),
      }),
    decode: (views) => Promise.resolve(views.map(({ state }) => [state.x])),
    encode: () => new Uint8Array(),
    revive: () => ({ x: 0 }),
  };
}

const policy = {
  strength: 1,
  potential: "difference",
  draws: 1,
  resampler: "systematic",
  resampling: "always",
  essThreshold: 0.5,
  tempering: { kind: "constant" },
} as const;

const reward = {
  name: "wave",
  hardConstraint: false,
  score: (samples: readonly number[]) => Promise.resolve(samples.map((x) => Math.sin(x))),
};

/** Microseconds a particle a step, the fastest of some rounds. */
async function perParticleStep(particles: number, scored: boolean, renews: boolean): Promise<number> {
  const steps = Math.max(8, Math.min(400, Math.round(200_000 / particles)));
  let fastest = Infinity;
  for (let round = 0; round < 4; round += 1) {
    const schedule = scored ? ({ kind: "every", every: 1 } as const) : ({ kind: "steps", steps: [steps] } as const);
    const groups = [{ key: "g", particles }];
    const run = steer(
      idleProcess(steps, renews),
      reward,
      { ...policy, schedule },
      { groups, random: createRandomStreams(1), signal },
    );
    await run.next();
    const start = performance.now();
    // The last step is always scored: leave it out.
    for (let step = 2; step < steps; step += 1) await run.next();
    fastest = Math.min(fastest, (performance.now() - start) / (steps - 2) / particles);
    await run.return();
  }
  return 1000 * fastest;
}

/** Milliseconds to resample, the fastest of some rounds. */
function resampling(name: (typeof resamplerNames)[number], count: number): number {
  const random = createRandomStreams(1).stream({ purpose: "resample", group: "g", slot: 0, step: 0 });
  const weights = Float64Array.from({ length: count }, () => random.uniform() ** 2);
  const sum = weights.reduce((a, b) => a + b, 0);
  const normalised = weights.map((weight) => weight / sum);
  let fastest = Infinity;
  for (let round = 0; round < 30; round += 1) {
    const start = performance.now();
    resample(name, normalised, random);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

const print = (name: string, figure: string): void => void process.stdout.write(`${name.padEnd(44)} ${figure}\n`);
let missed = 0;
const judge = (value: number, limit: number): string => {
  if (value > limit) missed += 1;
  return value > limit ? `(MISSED: at most ${limit})` : `(at most ${limit})`;
};

/** Slope of log time over log N, by least squares. */
function growth(times: readonly { readonly particles: number; readonly step: number }[]): number {
  const points = times.map(({ particles, step }) => [Math.log(particles), Math.log(step)] as const);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [x, y] = [mean(points.map(([n]) => n)), mean(points.map(([, time]) => time))];
  const sum = (f: (n: number, time: number) => number): number =>
    points.reduce((a, [n, time]) => a + f(n - x, time - y), 0);
  return sum((n, time) => n * time) / sum((n) => n * n);
}

const times: { particles: number; step: number; scored: number }[] = [];
await perParticleStep(64, true, true);
for (const particles of [8, 64, 512, 1024, 4096, 16_384, 65_536]) {
  const kept = await perParticleStep(particles, false, false);
  const renewed = await perParticleStep(particles, false, true);
  const scored = await perParticleStep(particles, true, true);
  const verdict = particles === 1024 ? ` ${judge(renewed, limits.step)}` : "";
  print(
    `N = ${particles}, µs a particle a step`,
    `kept ${kept.toFixed(2)}, renewed ${renewed.toFixed(2)}${verdict}, scored and resampled ${scored.toFixed(2)}`,
  );
  times.push({ particles, step: particles * renewed, scored: particles * scored });
}
const exponent = growth(times);
print("time of a step grows as", `N^${exponent.toFixed(2)} ${judge(exponent, limits.growth)}`);
const scoredExponent = growth(times.map(({ particles, scored }) => ({ particles, step: scored })));
print(
  "time of a scored and resampled step as",
  `N^${scoredExponent.toFixed(2)} ${judge(scoredExponent, limits.growth)}`,
);
for (const name of resamplerNames) {
  const took = resampling(name, 100_000);
  print(`resampling 100,000 weights, ${name}`, `${took.toFixed(2)} ms ${judge(took, limits.resampling)}`);
}
process.exitCode = missed === 0 ? 0 : 1;
