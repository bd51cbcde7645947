/**
 * DPM-Solver++ (Lu et al. 2022) of order 1 and 2, deterministic or as an SDE, as diffusers' DPMSolverMultistepScheduler. Order 2 looks
 * back at the x̂₀ of the step before, which therefore belongs to the particle. Pure.
 */
import { type ImageScheduler, type SchedulerStep, samplerNames } from "./scheduler.ts";
import { sentence } from "../../errors.ts";
import { readThresholding } from "./clipping.ts";
import { readAlphaBars, readBetaSchedule } from "./noiseSchedule.ts";
import { cleanFactors, readParametrisation } from "./parametrisation.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { interpolated, luLevels, noiseLevels, readLevels, smallestAlphaBar, timestepOf } from "./sigmas.ts";
import { checkSteps, linearlySpaced, readSpacing, roundHalfToEven, trailing } from "./spacing.ts";

interface Solver {
  readonly stochastic: boolean;
  readonly heun: boolean;
}

/** @param stochastic undefined: as `algorithm_type` says */
export function dpmSolver(reader: SchedulerReader, steps: number, stochastic?: boolean): ImageScheduler {
  const solver: Solver = { stochastic: stochastic ?? isStochastic(reader), heun: readSolverType(reader) === "heun" };
  const order = readOrder(reader, stochastic !== undefined);
  reader.refuse("use_flow_sigmas", sentence`Choose ${samplerNames("flow-match")}.`);
  const parametrisation = readParametrisation(reader);
  const alphaBars = readAlphaBars(reader, { zeroSnr: smallestAlphaBar });
  const schedule = visited(reader, alphaBars, steps);
  const count = schedule.timesteps.length;
  const ending = readEnding(reader, alphaBars);
  const sigmas = [...schedule.sigmas.map(Math.fround), ending.sigma];
  const lowerOrderFinal = reader.flag("lower_order_final", true) && count < 15;
  const firstOrderLast = reader.flag("euler_at_final", false) || lowerOrderFinal || ending.sigma === 0;
  return {
    name: "DPMSolverMultistepScheduler",
    initialDeviation: 1,
    clipping: readThresholding(reader),
    keepsClean: order === 2,
    steps: schedule.timesteps.map((timestep, i) => {
      const now = sigmas[i] as number;
      const looksBack = order === 2 && i > 0 && !(i === count - 1 && firstOrderLast);
      return {
        timestep,
        inputScale: 1,
        clean: cleanFactors(parametrisation, 1 / (now ** 2 + 1)),
        next: transition(solver, looksBack ? sigmas[i - 1] : undefined, now, sigmas[i + 1] as number),
      };
    }),
  };
}

/** Lu et al. 2022, eq. 4.1 and algorithm 2; as an SDE, section 4.3. With λ = −log σ, e^(−h) is `next` / `now`. */
function transition(
  { stochastic, heun }: Solver,
  earlier: number | undefined,
  now: number,
  next: number,
): SchedulerStep["next"] {
  const alpha = 1 / Math.hypot(next, 1);
  const decay = next / now;
  const h = -Math.log(decay);
  // The noise in the state, and how much of it is kept
  const kept = (next * alpha) / (now / Math.hypot(now, 1));
  const gain = stochastic ? 1 - decay ** 2 : 1 - decay;
  const first = {
    sample: stochastic ? kept * decay : kept,
    clean: alpha * gain,
    output: 0,
    earlier: 0,
    noise: stochastic ? next * alpha * Math.sqrt(1 - decay ** 2) : 0,
  };
  if (earlier === undefined) return first;
  const slope = h / (Math.log(earlier) - Math.log(now));
  const second = heun ? 1 - gain / (stochastic ? 2 * h : h) : gain / 2;
  const correction = alpha * second * slope;
  return { ...first, clean: first.clean + correction, earlier: -correction };
}

function isStochastic(reader: SchedulerReader): boolean {
  const kinds = ["dpmsolver++", "sde-dpmsolver++", "deis"] as const;
  return reader.oneOf("algorithm_type", kinds, "dpmsolver++") === "sde-dpmsolver++";
}

/** Words of other solvers' files mean the midpoint rule. */
function readSolverType(reader: SchedulerReader): string {
  return reader.oneOf("solver_type", ["midpoint", "heun", "logrho", "bh1", "bh2"], "midpoint");
}

/** @param lowered order 2 where a file asks for more, since the class was chosen by a person and not by the file */
function readOrder(reader: SchedulerReader, lowered: boolean): number {
  const order = reader.whole("solver_order", 2, 1);
  if (order <= 2) return order;
  if (lowered) return 2;
  throw reader.unsupported(
    "solver_order",
    sentence`Set it to 2, or choose ${samplerNames("dpm++-sde")}, which takes 2.`,
  );
}

function readEnding(reader: SchedulerReader, alphaBars: Float32Array): { readonly sigma: number } {
  const kind = reader.oneOf("final_sigmas_type", ["zero", "sigma_min"], "zero");
  return { sigma: kind === "zero" ? 0 : (noiseLevels(alphaBars)[0] as number) };
}

/** Timesteps and noise levels, one a step. */
function visited(
  reader: SchedulerReader,
  alphaBars: Float32Array,
  steps: number,
): { readonly timesteps: readonly number[]; readonly sigmas: readonly number[] } {
  const levels = noiseLevels(alphaBars);
  const [lowest, highest] = [levels[0] as number, levels[levels.length - 1] as number];
  // A cosine schedule squeezes many levels between two timesteps, so its timesteps are cut, not rounded.
  const rounded = readBetaSchedule(reader) === "squaredcos_cap_v2" ? Math.trunc : roundHalfToEven;
  const at = (sigmas: readonly number[], toWhole: (timestep: number) => number) => ({
    timesteps: sigmas.map((sigma) => toWhole(timestepOf(levels, sigma))),
    sigmas,
  });
  checkSteps(steps, alphaBars.length - 1);
  const way = readLevels(reader);
  if (way?.key === "use_karras_sigmas") return at(way.levels(highest, lowest, steps), rounded);
  if (reader.flag("use_lu_lambdas", false)) return at(luLevels(highest, lowest, steps), rounded);
  if (way !== undefined) return at(way.levels(highest, lowest, steps), Math.trunc);
  const timesteps = spaced(reader, levels, steps);
  return { timesteps, sigmas: timesteps.map((timestep) => interpolated(levels, timestep)) };
}

/** One more place than there are steps, since the end of a solver's path is a place too. */
function spaced(reader: SchedulerReader, levels: Float32Array, steps: number): number[] {
  const clip = reader.number("lambda_min_clipped", -1e308, () => true, "");
  const last = levels.length - levels.filter((level) => -Math.log(level) < clip).length;
  switch (readSpacing(reader, "linspace")) {
    case "linspace":
      return linearlySpaced(0, last - 1, steps + 1)
        .map(roundHalfToEven)
        .toReversed()
        .slice(0, steps);
    case "leading": {
      const ratio = Math.floor(last / (steps + 1));
      const offset = reader.whole("steps_offset", 0, 0);
      return Array.from({ length: steps }, (_, i) => (steps - i) * ratio + offset);
    }
    default:
      return trailing(last, levels.length / steps, steps);
  }
}
