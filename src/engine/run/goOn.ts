/** A finished run that goes on in its own files with particle Gibbs: from which path, and until when. Opens nothing. */
import { SteeringError, isAbort, messageOf } from "../../errors.ts";
import {
  mostIterations,
  untilWords,
  type GoneOn,
  type GoOnEnding,
  type GoOnUntil,
  type MeanReward,
} from "../../protocol/goOn.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import type { Passes } from "../../protocol/passes.ts";
import type { BestBefore, IterationResult } from "../../protocol/run.ts";
import { bestIteration } from "../../runfile/bestIteration.ts";
import type { RunDocument } from "../../runfile/document.ts";
import { revived } from "../../runfile/rebuild.ts";
import type { RunFileResult } from "../../runfile/format.ts";
import type { BytePlace } from "../../runfile/schema.ts";
import { slotsOf } from "../../steering/cloud.ts";
import { isNoBetter, meanOverIterations, type IterationFigures } from "../../steering/longEnough.ts";
import type { RandomStreams } from "../../steering/random.ts";
import type { Cloud } from "../../steering/record.ts";
import { moveOf, type MovePlaces } from "../../steering/moves.ts";
import { scoredSteps } from "../../steering/schedule.ts";
import { atIteration } from "../../steering/streams.ts";
import type { AnySample } from "../reward/opened.ts";
import type { PassEnd } from "./passLog.ts";
import { BestOfIterations, type KeptPath, refined } from "./refine.ts";
import { finishedIterations, refinementFrom, type Resumption } from "./resumption.ts";
import type { RunSteering } from "./runSteering.ts";
import { createStopwatch } from "./stopwatch.ts";

export interface GoOn {
  /** The run's files. */
  readonly document: RunDocument;
  readonly until: GoOnUntil;
  /** It was going on when it was cut off: its time begins anew. */
  readonly isResumed: boolean;
}

export interface WentOn {
  readonly end: PassEnd;
  /** All of the run. */
  readonly iterations: readonly IterationResult[];
  readonly bestBefore: BestBefore | undefined;
  /** Its sample, where it was not read from the file. */
  readonly bestSample: AnySample | undefined;
  /** Every time that the run went on, this one last. */
  readonly goneOn: readonly GoneOn[];
}

/**
 * Iterations of particle Gibbs, the first around paths of the run's own, one a group. What ends it after one of them keeps what there is.
 *
 * @param start where all iterations begin, of a run that is a branch
 * @throws SteeringError `run-file` where there is no path to go on from; what ends it before its first iteration is over
 */
export async function wentOn(
  steering: RunSteering,
  { document, until, isResumed }: GoOn,
  { passes, start }: { readonly passes: Passes; readonly start: Cloud<object> | undefined },
): Promise<WentOn> {
  const { emit, file, random, forwardPasses } = steering;
  const stopwatch = createStopwatch();
  const before = await document.lastResult();
  const passesBefore = isResumed ? (before?.forwardPasses ?? 0) : forwardPasses();
  const reached = await pathToGoOn(steering, document, { start, before });
  const begun = isResumed ? (document.continuation?.iteration ?? reached.first) : reached.first;
  const endingAfter = (all: readonly IterationResult[]): GoOnEnding | undefined =>
    endingOf(until, { iterations: all, first: begun, seconds: stopwatch.total(), random });
  // Cut off when it had come to its end and nobody had written that down: its last iteration comes again, and ends it as it did.
  const isOver = isResumed && reached.first > begun && endingAfter(reached.iterations) !== undefined;
  const last = isOver ? await refinementFrom(steering, document, reached.first - 1) : undefined;
  const from = last === undefined ? reached : { ...last, isKept: true };
  const { first } = from;
  const iterations = [...from.iterations];
  const best = new BestOfIterations(await bestIteration(document, first - 1));
  if (!isResumed) refuseReached(document, until, iterations);
  // How a run goes on after its end nobody had known before.
  emit({ kind: "resumed", message: `Goes on ${untilWords(until)}, from ${whose(from)}.`, isSame: true });
  if (!isResumed) await file?.write({ kind: "continuation", iteration: first, until });
  let end: PassEnd | undefined;
  let ending: GoOnEnding | undefined;
  const isEnough = (pass: PassEnd, result: IterationResult): boolean => {
    end = pass;
    iterations.push(result);
    best.add(result.iteration, pass);
    ending = endingAfter(iterations);
    return ending !== undefined;
  };
  const secondsLeft = (): number | undefined =>
    until.kind === "seconds" ? Math.max(0, until.seconds - stopwatch.total()) : undefined;
  const { paths, isKept } = from;
  const places = movePlaces(steering, start);
  const moves = { moveOf: (iteration: number) => moveOf(iteration, places, random), before: iterations.at(-1)! };
  try {
    const options = {
      first,
      last: first + mostIterations - 1,
      paths,
      logZ: from.logZ,
      isKept,
      passes,
      secondsLeft,
      isEnough,
      moves,
    };
    await refined(steering, { ...options, ...(start && { start }) });
  } catch (error) {
    if (end === undefined) throw error;
    ending = isAbort(error) ? "stopped" : "failed";
    if (ending === "failed") emit({ kind: "warning", message: `It went on no further: ${messageOf(error)}` });
  }
  const goneOn: GoneOn = {
    first: begun,
    iterations: iterations.at(-1)!.iteration - begun + 1,
    until,
    ending: ending ?? "limit",
    forwardPasses: forwardPasses() - passesBefore,
    seconds: stopwatch.total(),
    ...(until.kind === "interval" && { mean: meanOf(iterations, random) }),
  };
  return {
    end: end!,
    iterations,
    bestBefore: best.before(iterations.at(-1)!.iteration),
    bestSample: best.sample,
    goneOn: [...(before?.goneOn ?? []).filter((earlier) => earlier.first < begun), goneOn],
  };
}

/** What the moves of a run that goes on go by. */
export function movePlaces({ process, policy, groups }: RunSteering, start: Cloud<object> | undefined): MovePlaces {
  const scored = scoredSteps(policy.schedule, process.steps);
  return { group: groups[0]!.key, begin: start?.step ?? 0, scored };
}

interface Reached {
  readonly iterations: readonly IterationResult[];
  readonly first: number;
  /** How long it has gone on for; the person asked for a time. */
  readonly seconds: number;
  readonly random: RandomStreams;
}

/** Undefined while it is not enough. */
function endingOf(until: GoOnUntil, { iterations, first, seconds, random }: Reached): GoOnEnding | undefined {
  switch (until.kind) {
    case "seconds":
      if (seconds >= until.seconds) return "reached";
      break;
    case "reward":
      if (iterations.at(-1)!.bestReward >= until.reward) return "reached";
      break;
    default: {
      const mean = meanOf(iterations, random);
      return mean !== undefined && mean.interval[1] - mean.interval[0] <= until.width ? "reached" : undefined;
    }
  }
  return isNoBetter(iterations.map(figuresOf), first) ? "no-better" : undefined;
}

function figuresOf({ iteration, bestReward, steeredMean }: IterationResult): IterationFigures {
  return { iteration, best: bestReward, mean: steeredMean };
}

/** The same for the same iterations, however often it is asked. */
function meanOf(iterations: readonly IterationResult[], random: RandomStreams): MeanReward | undefined {
  const address = { purpose: "output", group: "mean", slot: 0, step: iterations.length } as const;
  return meanOverIterations(iterations.map(figuresOf), random.stream(address));
}

function refuseReached({ path }: RunDocument, until: GoOnUntil, iterations: readonly IterationResult[]): void {
  if (until.kind !== "reward") return;
  const best = iterations.reduce((most, { bestReward }) => Math.max(most, bestReward), -Infinity);
  if (best >= until.reward) {
    throw refusal(path, `it has a reward of ${formatNumber(best)} already. Ask for a higher one.`);
  }
}

type Path = Extract<Resumption, { readonly kind: "refinement" }> & { readonly isKept: boolean };

function whose({ first, paths }: Path): string {
  const of = paths.map(({ particle, since = first - 1 }) => `particle ${particle} of iteration ${since}`);
  return of.length === 1 ? `the path of ${of[0]}` : `the paths of ${of.slice(0, -1).join(", ")} and ${of.at(-1)}`;
}

/** The references that were kept for the next iteration, or in each group the path of the particle that was drawn by weight. */
async function pathToGoOn(
  steering: RunSteering,
  document: RunDocument,
  { start, before }: { readonly start: Cloud<object> | undefined; readonly before: RunFileResult | undefined },
): Promise<Path> {
  const kept = await refinementFrom(steering, document);
  const reached = document.stepCount === 0 ? 0 : document.keyOf(document.stepCount - 1).iteration;
  // A reference of the iteration that is over would run it again.
  if (kept !== undefined && (kept.first > reached || document.result === undefined)) return { ...kept, isKept: true };
  // Where it was cut off before it had kept any path, it is at the end that it came to.
  if (before === undefined || (before.iterations.at(-1)?.iteration ?? 0) !== reached)
    throw statesMissing(document, steering.process.steps);
  const paths: KeptPath[] = [];
  for (const { draw: particle } of before.groups) {
    if (particle === undefined) throw refusal(document.path, nowhereFeasible(before.groups.length));
    paths.push({ particle, since: undefined, reference: await pathOf(steering, document, { particle, start }) });
  }
  const finished = await finishedIterations(steering.groups, document, reached + 1, paths);
  return { kind: "refinement", first: reached + 1, paths, ...finished, isKept: false };
}

function nowhereFeasible(groups: number): string {
  const where = groups === 1 ? "no particle" : "in one of its prompts or islands no particle";
  return `${where} meets its hard constraint. Run it again with more particles.`;
}

/**
 * The path that ends in a particle of the last step: states at the scored steps, and of a run whose transitions weigh something at all steps.
 *
 * @throws SteeringError `run-file` where they were not kept
 */
async function pathOf(
  { process, groups, random }: RunSteering,
  document: RunDocument,
  { particle, start }: { readonly particle: number; readonly start: Cloud<object> | undefined },
): Promise<(object | undefined)[]> {
  const places = Array.from({ length: process.steps + 1 }, (): BytePlace | undefined => undefined);
  const { iteration } = document.keyOf(document.stepCount - 1);
  let n = particle;
  let weighs = false;
  let isWhole = true;
  for (let index = document.stepCount - 1; index >= 0; index -= 1) {
    if (document.keyOf(index).iteration !== iteration) break;
    const { step, states, between, ancestors, logFactors, logPaid } = await document.step(index);
    if (step < process.steps) n = ancestors[n]!;
    if (states === undefined) throw statesMissing(document, step);
    places[step] = states[n];
    weighs ||= logFactors !== undefined || logPaid !== undefined;
    isWhole &&= between !== undefined;
    between?.forEach((all, j) => (places[step - between.length + j] = all[n]));
  }
  if (weighs && !isWhole) {
    throw refusal(
      document.path,
      "its transitions weigh particles at every step, and the states between its scored steps were not kept. Run it again, or refine it.",
    );
  }
  // An iteration that began at a step of its path has no steps before that.
  const missing = iteration === 0 ? undefined : scoredOf(document, 0).find((step) => places[step] === undefined);
  if (missing !== undefined) throw statesMissing(document, missing);
  const known = places.filter((place) => place !== undefined);
  const states = await revived(document, known, (bytes) => process.revive(bytes));
  if (states === undefined) throw statesMissing(document, process.steps);
  const rest = states.values();
  const path = places.map((place) => (place === undefined ? undefined : rest.next().value));
  // Lots that the run's particles began with are known by their address.
  const initial = start === undefined ? process.initial(slotsOf(groups), atIteration(random, iteration)) : undefined;
  return path.with(0, weighs && iteration === 0 ? initial?.[n] : undefined);
}

/** The steps that were scored in an iteration, as far as it came. */
function scoredOf(document: RunDocument, iteration: number): number[] {
  const keys = Array.from({ length: document.stepCount }, (_, index) => document.keyOf(index));
  return keys.flatMap((key) => (key.iteration === iteration ? [key.step] : []));
}

/** Throws `run-file` for a run with votes. */
export async function refuseVotes(document: RunDocument): Promise<void> {
  for (let index = 0; index <= (document.lastOfRun ?? -1); index += 1) {
    if ((await document.step(index)).interventions === undefined) continue;
    throw refusal(
      document.path,
      "a person voted on its particles, and others would have no votes. Save the votes as a reward, and run with that.",
    );
  }
}

function statesMissing({ path }: RunDocument, step: number): SteeringError {
  return refusal(
    path,
    `it does not hold the particles of step ${step}: they were past the limit of what is kept, or the file beside it is missing. Refine it, which runs it again, or run it with a higher limit (fkSteering.runs.states).`,
  );
}

function refusal(path: string, why: string): SteeringError {
  return new SteeringError("run-file", `${path} cannot go on: ${why}`);
}
