/** A run as the panel shows it, built up event by event. Pure: a view and an event in, the next view out. */
import { SteeringError, isAbort, messageOf } from "../errors.ts";
import type { GroupView, RunView } from "./panel.ts";
import { noGenealogy, withGeneration } from "./grownGenealogy.ts";
import type { ParticleView } from "./particle.ts";
import { isPause } from "./pause.ts";
import type { GroupStanding, RunEvent, RunResult, StepEvent } from "./run.ts";
import { groupsOf, type RunSpecification } from "./specification.ts";
import { reachedWords } from "./reachedWords.ts";
import { formatSeconds } from "./timeWords.ts";
import { formatNumber } from "./numberWords.ts";

export function newRunView(id: string, specification: RunSpecification): RunView {
  return {
    id,
    status: "loading",
    message: "Starting.",
    specification,
    step: 0,
    // Known when the run has started, where the model decides.
    steps: specification.steps ?? 0,
    pass: undefined,
    particles: [],
    genealogy: noGenealogy,
    previews: [],
    best: undefined,
    groups: groupsOf(specification).map(({ prompt }) => newGroupView(prompt)),
    scales: undefined,
    iterations: [],
    forwardPasses: 0,
    secondsLeft: undefined,
    seconds: undefined,
    device: undefined,
    sandboxed: undefined,
    rewardVersions: [],
    warnings: [],
  };
}

export function withEvent(view: RunView, event: RunEvent): RunView {
  switch (event.kind) {
    case "queued":
      return { ...view, status: "queued", message: "Waiting for the run before it." };
    case "loading":
      return { ...view, status: "loading", message: event.message };
    case "started":
      return {
        ...view,
        status: "running",
        message: "Running.",
        device: event.device,
        sandboxed: event.sandboxed,
        rewardVersions: event.rewardVersions,
        steps: event.steps,
      };
    case "repeated": {
      const { kind: _, ...repeated } = event;
      return { ...view, repeated };
    }
    case "resumed":
      return event.isSame ? { ...view, message: event.message } : withWarning(view, event.message);
    case "warning":
    case "unkept":
      return withWarning(view, event.message);
    case "log":
      return view;
    case "step":
      break;
  }
  return withStep(view, event);
}

export function withWarning(view: RunView, message: string): RunView {
  return view.warnings.includes(message) ? view : { ...view, warnings: [...view.warnings, message] };
}

function withStep(view: RunView, event: StepEvent): RunView {
  const { pass, step, steps, scoring, previews, forwardPasses, secondsLeft } = event;
  const isNewPass = view.pass?.number !== pass.number;
  const isRefinement = pass.kind === "refinement";
  // Conditional runs have no estimate of log Z: the run's own stays.
  const anew = ({ prompt, logZ }: GroupView): GroupView => ({
    ...newGroupView(prompt),
    logZ: isRefinement ? logZ : undefined,
  });
  const groups = isNewPass ? view.groups.map(anew) : view.groups;
  const next: RunView = {
    ...view,
    groups,
    pass,
    status: "running",
    message: `Step ${step} of ${steps}.`,
    step,
    steps,
    // They are not made at every step.
    previews: previews ?? (isNewPass ? [] : view.previews),
    genealogy: isNewPass ? noGenealogy : view.genealogy,
    forwardPasses,
    secondsLeft,
  };
  if (scoring === undefined) return next;
  return {
    ...next,
    ...(scoring.votes === undefined ? {} : { isVoted: true }),
    particles: scoring.particles,
    best: bestOf(scoring.particles),
    genealogy: withGeneration(next.genealogy, steps, step, scoring),
    groups: groups.map((group, g) => {
      const scored = withScoring(group, step, scoring.groups[g]!, particlesOf(scoring.particles, g));
      return isRefinement ? { ...scored, logZ: group.logZ } : scored;
    }),
  };
}

function newGroupView(prompt: string): GroupView {
  return { prompt, best: undefined, draw: undefined, logZ: undefined, scored: [] };
}

function particlesOf(particles: readonly ParticleView[], group: number): ParticleView[] {
  return particles.filter((particle) => particle.group === group);
}

function withScoring(
  view: GroupView,
  step: number,
  { ess, resampled, strength, survivors, logZ }: GroupStanding,
  particles: readonly ParticleView[],
): GroupView {
  const before = view.scored.filter((one) => one.step < step);
  const scored = [...before, { step, ess, resampled, strength, survivors }];
  return { ...view, logZ, best: bestOf(particles), scored };
}

export function withResult(running: RunView, result: RunResult): RunView {
  const { stopping: _, ...view } = running;
  const best = result.bestBefore?.particle ?? result.particles[result.best];
  return {
    ...view,
    status: "done",
    message:
      best === undefined
        ? `Done in ${formatSeconds(result.seconds.total)}.`
        : `Done in ${formatSeconds(result.seconds.total)}: the best reward is ${formatNumber(best.reward)}.`,
    specification: result.specification,
    ...(result.isVoted === true ? { isVoted: true } : {}),
    step: view.steps,
    particles: result.particles,
    previews: [],
    best: result.best,
    groups: result.groups,
    scales: result.scales,
    iterations: result.iterations,
    bestBefore: result.bestBefore,
    goneOn: result.goneOn,
    forwardPasses: result.forwardPasses,
    secondsLeft: undefined,
    seconds: result.seconds,
    device: result.device,
  };
}

/** What it had reached stays. Cancellation is no failure, nor is a pause. */
export function withFailure(running: RunView, error: unknown): RunView {
  const { stopping: _, ...view } = running;
  if (isPause(error))
    return { ...view, status: "paused", message: error.message, previews: [], secondsLeft: undefined };
  if (isAbort(error)) {
    return {
      ...view,
      status: "stopped",
      message: `Stopped ${reachedWords(view)}.`,
      previews: [],
      secondsLeft: undefined,
    };
  }
  const message =
    error instanceof SteeringError ? error.message : `Something unforeseen went wrong: ${messageOf(error)}`;
  const { sentence, details } = error instanceof SteeringError ? error : { sentence: undefined, details: {} };
  const field = "field" in details ? details.field : undefined;
  const failedOf = field === undefined ? {} : { failedOf: { field, ...(sentence === undefined ? {} : { sentence }) } };
  return { ...view, status: "failed", message, ...failedOf, previews: [], secondsLeft: undefined };
}

/** Index of the highest reward; the first of equals. */
export function bestOf(particles: readonly ParticleView[]): number | undefined {
  let best: ParticleView | undefined;
  for (const particle of particles) if (best === undefined || particle.reward > best.reward) best = particle;
  return best?.index;
}
