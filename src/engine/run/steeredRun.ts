/** A steered run: model, rewards and particle system joined; an unsteered pilot before and refinements after where they are asked for. */
import { namedField, sentence, SteeringError } from "../../errors.ts";
import { mostIterations } from "../../protocol/goOn.ts";
import type {
  GroupResult,
  IterationResult,
  Pass,
  RewardScale,
  RunEvent,
  RunResult,
  RunSeconds,
} from "../../protocol/run.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import { composite, type CompositeReward } from "../../rewards/composite.ts";
import { bestIteration } from "../../runfile/bestIteration.ts";
import type { RunDocument } from "../../runfile/document.ts";
import type { RunFileWriter } from "../../runfile/write.ts";
import { steeringAdvice } from "../../steering/advice.ts";
import { drawIsland } from "../../steering/islands.ts";
import { slotsOf } from "../../steering/cloud.ts";
import { MovesWithin } from "../../steering/moves.ts";
import { PathStore } from "../../steering/paths.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import type { SampleReward } from "../../steering/process.ts";
import { steer } from "../../steering/steer.ts";
import type { RandomStreams } from "../../steering/random.ts";
import { createRandomStreams } from "../../steering/streams.ts";
import { type Branch, branchPilot, branchStart } from "./branch.ts";
import { checkRun, ignoredFields } from "./checkRun.ts";
import { passesOf, type Passes } from "../../protocol/passes.ts";
import { PassLog, type PassEnd } from "./passLog.ts";
import { pausing } from "./pause.ts";
import { pilotScales } from "./pilot.ts";
import { archipelagosOf, type PromptGroup, promptGroups } from "./promptGroups.ts";
import { type GoOn, movePlaces, type WentOn, wentOn } from "./goOn.ts";
import { BestOfIterations, groupsOf, iterationResult, outcomeOf, refined, type RefineOptions } from "./refine.ts";
import { decidedAfter, resumedPlace, type ResumedPlace, type Resumption, resumption } from "./resumption.ts";
import { sharedStart } from "./sharedStart.ts";
import type { AnySample, OpenReward } from "../reward/opened.ts";
import type { RunModel } from "../models/runModel.ts";
import { steeringPolicy } from "./steeringPolicy.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";
import { secondsOf, timedProcess, timedReward } from "./runTime.ts";
import type { RunSteering } from "./runSteering.ts";

export interface SteeredRunOptions {
  readonly signal: AbortSignal;
  /** Fires when the run is to stop once its next scored step, or its pilot, is kept: nothing of it is lost. */
  readonly halt?: AbortSignal | undefined;
  readonly emit: (event: RunEvent) => void;
  readonly file?: RunFileWriter | undefined;
  /** Instead of the specification's own: a baseline. */
  readonly policy?: SteeringPolicy;
  /** Instead of the seed's own streams. */
  readonly random?: RandomStreams;
  /** What the rewards are standardised by, where a pilot has told it before. */
  readonly scales?: readonly RewardScale[] | undefined;
  /** The files of the same run, which was cut off: it goes on from there. */
  readonly resumed?: RunDocument | undefined;
  /** Told where it goes on. */
  readonly onResumed?: ((place: ResumedPlace) => void) | undefined;
  /** Where in another run it begins. */
  readonly branch?: Branch | undefined;
  /** The run that it repeats, votes included. */
  readonly repeated?: RunDocument | undefined;
  /** Log factors for the step at which the resumed run waits. */
  readonly votes?: Float64Array | undefined;
  /** A run of the same noise, whose first steps and whose pilot are this one's too. */
  readonly shares?: RunDocument | undefined;
  /** It is refined as a finished run goes on, with the calls that its refinements would have. */
  readonly goesOn?: boolean | undefined;
  /** The files of the same run, which came to its end: it goes on from there. */
  readonly goOn?: GoOn | undefined;
}

/** What a finished run tells; whoever opened model, rewards and file adds the rest. */
export interface SteeredRunOutcome {
  readonly result: Omit<RunResult, "specification" | "runFile" | "seconds" | "device"> & {
    readonly seconds: Omit<RunSeconds, "total" | "loading">;
  };
  /** The final particles, in index order. */
  readonly samples: readonly AnySample[];
  /** The best of all iterations, where it is none of them and was not read from a file. */
  readonly bestSample: AnySample | undefined;
}

/** Steers to the end. Throws what the model and the rewards throw, and `AbortError` when stopped or halted. */
export async function steeredRun(
  specification: WholeSpecification,
  model: RunModel,
  rewards: readonly OpenReward[],
  options: SteeredRunOptions,
): Promise<SteeredRunOutcome> {
  const { signal, halt, emit, file, branch, repeated, votes, shares, goOn } = options;
  const { policy = steeringPolicy(specification, model.modality) } = options;
  const resumed = goOn?.document ?? options.resumed;
  const stopwatch = createStopwatch();
  const usageBefore = { ...model.usage };
  const spent = resumed === undefined ? 0 : await spentBefore(resumed);
  const forwardPasses = (): number => spent + model.usage.forwardPasses - usageBefore.forwardPasses;
  const warn = (message: string): void => emit({ kind: "warning", message });
  const groups = resumed?.header.groups ?? (branch === undefined ? promptGroups(specification) : [branch.group]);
  const process = timedProcess(model.process(specification, groups, warn), stopwatch);
  const timed = rewards.map((reward, index) => timedReward(reward, index, stopwatch));
  const raw = weightedSum(specification, timed, undefined, stopwatch);
  checkRun(specification, policy, raw);
  if (specification.pause !== undefined && file === undefined && repeated === undefined) throw nowhereToWait();
  for (const message of ignoredFields(specification, model.modality)) warn(message);
  for (const message of steeringAdvice(process, policy, specification.particles)) warn(message);
  const { random = createRandomStreams(specification.seed) } = options;
  const passes = passesOf(specification);
  const unscaled = {
    process,
    view: (sample: AnySample, inFull: boolean) => model.view(sample, inFull),
    policy,
    groups,
    random,
    signal,
    halt,
    reward: raw,
    emit,
    file,
    forwardPasses,
  };

  const from = options.resumed && (await resumption(unscaled, options.resumed, passes, votes));
  if (options.resumed !== undefined) options.onResumed?.(resumedPlace(options.resumed, from, process.steps));
  // 1. the pilot
  const { standardise } = specification;
  const pilot = resumed?.pilot !== undefined ? undefined : (shares?.pilot ?? branchPilot(branch, specification));
  if (pilot !== undefined) await file?.write(pilot);
  const known = options.scales ?? resumed?.pilot?.scales ?? pilot?.scales;
  const scales =
    known !== undefined || standardise === 0
      ? known
      : await pilotScales(unscaled, { particles: standardise, pass: passes.pilot, rewards });
  const reward = scales === undefined ? raw : weightedSum(specification, timed, scales, stopwatch);
  // 2. the run, and its refinements
  const steering = { ...unscaled, reward };
  const { refine, pause } = specification;
  const asked = { refine, pause, resumed, from, branch, repeated, shares, goesOn: options.goesOn };
  const { end, iterations, bestBefore, bestSample, goneOn } =
    goOn === undefined
      ? await steered(steering, { passes, ...asked, keepsPaths: goesOnByPaths(specification) })
      : await wentOnAs(steering, goOn, { passes, branch });

  warnOfInfeasible(end.groups, branch === undefined ? specification.islands : 1, emit);
  return {
    result: {
      particles: end.particles,
      best: end.best,
      groups: ofArchipelagos(end.groups, groups, { random, step: process.steps }),
      scales,
      iterations,
      ...(end.isVoted ? { isVoted: true } : {}),
      ...(bestBefore && { bestBefore }),
      ...(goneOn && { goneOn }),
      forwardPasses: forwardPasses(),
      seconds: { model: model.usage.seconds - usageBefore.seconds, ...secondsOf(stopwatch, rewards.length) },
    },
    samples: end.scoring.samples.map(([sample]) => sample!),
    bestSample: bestBefore && bestSample,
  };
}

function nowhereToWait(): SteeringError {
  const words = sentence`The run is to pause for votes, and waits in its file, and it has none. Say where to keep it (--out), or leave out ${namedField("pause")}.`;
  return new SteeringError("specification-invalid", words, { details: { field: "pause" } });
}

/** Each prompt's islands with what they are of the whole; groups that are no islands as they are. */
function ofArchipelagos(
  results: readonly GroupResult[],
  groups: readonly PromptGroup[],
  { random, step }: { readonly random: RandomStreams; readonly step: number },
): readonly GroupResult[] {
  const logZs = results.map(({ logZ }) => logZ);
  const islands = archipelagosOf(groups, logZs).flatMap((whole, slot) => {
    // One draw a prompt.
    const drawn = drawIsland(whole, random.stream({ purpose: "output", group: "islands", slot, step }));
    return Array.from(whole.shares, (share, m) => ({ share, logZ: whole.logZ, isDrawn: m === drawn }));
  });
  return results.map((group, g) => (groups[g]!.island === undefined ? group : { ...group, island: islands[g]! }));
}

interface SteeredOptions
  extends
    Pick<SteeredRunOptions, "resumed" | "branch" | "repeated" | "shares" | "goesOn">,
    Pick<WholeSpecification, "refine" | "pause"> {
  readonly passes: Passes;
  readonly keepsPaths: boolean;
  /** Where the resumed run goes on; undefined: at its beginning. */
  readonly from: Resumption | undefined;
}

/** Whether the run can go on from whole paths alone: it is to be refined, or its transitions weigh something at every step. */
function goesOnByPaths({ refine, candidates, composition }: WholeSpecification): boolean {
  return refine !== undefined || candidates > 1 || composition.kind !== "model";
}

interface Steered extends Pick<RunResult, "bestBefore" | "goneOn"> {
  readonly bestSample?: AnySample | undefined;
  readonly end: PassEnd;
  readonly iterations: readonly IterationResult[];
}

async function wentOnAs(
  steering: RunSteering,
  goOn: GoOn,
  { passes, branch }: Pick<SteeredOptions, "passes" | "branch">,
): Promise<Steered> {
  const start = await branchStart(branch, steering.process, goOn.document.header.origin);
  const reached: WentOn = await wentOn(steering, goOn, { passes, start });
  const logZ = groupsOf(reached.iterations[0]!).map((group) => group.logZ);
  return { ...reached, end: withLogZ(reached.end, logZ) };
}

async function steered(
  steering: RunSteering,
  { passes, refine, pause, resumed, from, branch, repeated, shares, goesOn, keepsPaths }: SteeredOptions,
): Promise<Steered> {
  const { process, reward, policy, groups, random, signal } = steering;
  const sinceStart = createStopwatch();
  const branched = from !== undefined ? undefined : await branchStart(branch, process, resumed?.header.origin);
  const shared = from !== undefined || shares === undefined ? undefined : await sharedStart(shares, process, groups);
  const begun = from?.kind === "step" ? from.start : (shared ?? branched);
  // What was only just reached is looked at yet.
  const done = (begun?.step ?? 0) - (shared === undefined ? 0 : 1);
  const skipped = from?.kind === "refinement" ? from.first * process.steps : done;
  // The rest takes as long a step as the steps so far.
  const secondsLeft = (reached: number, left: number): number => (sinceStart.total() / (reached - skipped)) * left;
  const refinement = { passes, secondsLeft, last: refine?.iterations ?? 0 };
  if (from?.kind === "refinement") {
    const { logZ, iterations, first, paths } = from;
    const best = new BestOfIterations(await bestIteration(resumed!, first - 1));
    const goesFrom = { first, paths, logZ, isKept: true };
    const further = await refined(steering, { ...refinement, ...goesFrom, isEnough: best.heard });
    return {
      end: withLogZ(further.end, logZ),
      iterations: [...iterations, ...further.iterations],
      bestBefore: best.before(refinement.last),
      bestSample: best.sample,
    };
  }
  const log = new PassLog(steering, {
    pass: passes.run,
    iteration: 0,
    secondsLeft,
    before: from?.before,
    keepsPaths,
  });
  const paths =
    refine === undefined ? undefined : (from?.paths ?? new PathStore(process.initial(slotsOf(groups), random)));
  const asks = resumed !== undefined && pause !== undefined;
  const decided = !asks ? undefined : await decidedAfter(resumed, from?.start.step ?? 0);
  const intervene = pausing({ pause, repeated, decided, policy, log, steering });
  const start = {
    ...(begun && { start: begun, isUnseen: shared !== undefined }),
    ...(intervene && { intervene }),
  };
  for await (const record of steer(process, reward, policy, { groups, random, signal, ...start })) {
    paths?.add(record);
    await log.add(record);
  }
  const end = log.end(random);
  if (refine === undefined || paths === undefined) return { end, iterations: [] };
  const kept = end.groups.map(({ draw, best }, g) => {
    const isChosen = refine.particle !== undefined && end.particles[refine.particle]?.group === g;
    return isChosen ? refine.particle : ((goesOn === true ? draw : undefined) ?? best);
  });
  const best = new BestOfIterations(undefined);
  best.add(0, end);
  const logZ = end.groups.map((group) => group.logZ);
  const before = iterationResult(0, outcomeOf(end), { kept, groups, logZ });
  const further = await refined(steering, {
    ...refinement,
    first: 1,
    paths: kept.map((particle) => ({ particle, since: undefined, reference: paths.of(particle) })),
    logZ,
    isKept: false,
    isEnough: best.heard,
    ...(goesOn === true && goingOnFor(refine.iterations, before, steering, passes)),
  });
  return {
    end: withLogZ(further.end, logZ),
    iterations: [before, ...further.iterations],
    bestBefore: best.before(further.iterations.at(-1)!.iteration),
    bestSample: best.sample,
  };
}

/** As many steps as so many runs have; which of these it is in tells the pass. */
function goingOnFor(
  runs: number,
  before: IterationResult,
  steering: RunSteering,
  passes: Passes,
): Pick<RefineOptions, "last" | "moves" | "passes"> {
  const { steps } = steering.process;
  const within = new MovesWithin(runs * steps, movePlaces(steering, undefined), steering.random);
  const refinement = (): Pass => passes.refinement(1 + Math.floor(within.spentBefore / steps));
  return { last: mostIterations, moves: { moveOf: within.moveOf, before }, passes: { ...passes, refinement } };
}

/** Conditional runs overshoot Z: the run's own estimate stays. */
function withLogZ(end: PassEnd, logZ: readonly number[]): PassEnd {
  return { ...end, groups: end.groups.map((group, g) => ({ ...group, logZ: logZ[g]! })) };
}

/** Forward passes that a run had taken when it was cut off or came to its end, as far as it is known. */
async function spentBefore(document: RunDocument): Promise<number> {
  const last = document.stepCount === 0 ? 0 : ((await document.step(document.stepCount - 1)).forwardPasses ?? 0);
  return Math.max(last, document.result?.forwardPasses ?? 0);
}

function weightedSum(
  specification: WholeSpecification,
  rewards: readonly SampleReward<AnySample>[],
  scales: readonly RewardScale[] | undefined,
  stopwatch: Stopwatch,
): CompositeReward<AnySample> {
  const sum = composite(
    rewards.map((reward, index) => {
      const { weight } = specification.rewards[index]!;
      return scales === undefined ? { reward, weight } : { reward, weight, standard: scales[index]! };
    }),
  );
  return { ...sum, score: (samples, signal) => stopwatch.measure("reward", () => sum.score(samples, signal)) };
}

/** Of a prompt, on whichever island: one that has none counts for nothing, and the others go on. */
function warnOfInfeasible(groups: readonly GroupResult[], islands: number, emit: SteeredRunOptions["emit"]): void {
  const infeasible = groups.flatMap(({ prompt }, g) =>
    g % islands === 0 && groups.slice(g, g + islands).every(({ draw }) => draw === undefined) ? [`"${prompt}"`] : [],
  );
  if (infeasible.length === 0) return;
  const whose = groups.length === islands ? "" : ` of ${infeasible.join(", ")}`;
  emit({
    kind: "warning",
    message: `No particle${whose} meets the hard constraint: every reward is −∞. Use more particles, more steps or a looser constraint.`,
  });
}
