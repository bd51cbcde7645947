/** A run that was cut off, or came to its end, gone on with in its own files: opens what it was made of, and refuses what would make another run of it. */
import { isDeepStrictEqual } from "node:util";
import { SteeringError } from "../../errors.ts";
import type { GoOnRun, ResumeRun } from "../../protocol/engine.ts";
import type { GoOnUntil } from "../../protocol/goOn.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import { awaitingStep } from "../../runfile/awaiting.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import { modelChange } from "../../runfile/modelChange.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { otherwiseMade } from "../../runfile/runDifference.ts";
import { openRunFile } from "../../runfile/write.ts";
import { openBranch } from "./branch.ts";
import { refuseVotes } from "./goOn.ts";
import { steerAndKeep, type RunOptions } from "./run.ts";
import { runHeader } from "./runHeader.ts";
import { factorsFor } from "./pause.ts";
import { openAsBefore } from "./openAsBefore.ts";
import type { ResumedPlace } from "./resumption.ts";
import type { RunParts } from "./runParts.ts";
import { createStopwatch } from "./stopwatch.ts";
import { ToldWarnings } from "./toldWarnings.ts";

/** Throws `run-file` for a run that cannot be gone on with, and what `run` throws. Until everything is open nothing is written. */
export function resume({ runFile, votes }: ResumeRun, options: RunOptions): Promise<RunResult> {
  return inItsFiles(runFile, { votes }, options);
}

/** The same of a run that came to its end, with particle Gibbs. */
export function goOn({ runFile, until }: GoOnRun, options: RunOptions): Promise<RunResult> {
  return inItsFiles(runFile, { until }, options);
}

/** `until` of a run that came to its end: undefined where it was cut off. */
async function inItsFiles(
  runFile: string,
  { until, votes: said }: Pick<ResumeRun, "votes"> & { readonly until?: GoOnUntil },
  options: RunOptions,
): Promise<RunResult> {
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  opened.use(await lockOutput(runFile));
  const document = opened.use(await openRunDocument(runFile));
  const told = new ToldWarnings([], document.warnings);
  const emit = told.heard(options.emit);
  if (until === undefined) refuseEnded(document);
  else await refuseUnended(document);
  const votes = await factorsFor(document, said);
  const { specification } = document.header;
  const parts = await openAsBefore(document.header, { ...options, emit }, opened);
  const now = runHeader({ ...specification, steps: parts.steps }, parts.model, parts.rewards);
  refuseChanged(document, now, until === undefined ? "be resumed" : "go on");
  const { origin } = document.header;
  // A branch that has reached a scored step of its own needs the run no more that it began from.
  const branch =
    origin?.particle === undefined
      ? undefined
      : await openBranch({ ...origin, particle: origin.particle }, specification.particles, opened).catch(
          () => undefined,
        );
  // One that was cut off while it went on after its end does that again.
  const further = until ?? document.continuation?.until;
  const isAwaited = (await awaitingStep(document)) !== undefined;
  const onResumed = (place: ResumedPlace): void => {
    const event = resumedEvent(document, place, parts, now);
    // Going on from a pause as it would have gone on is nothing to tell.
    if (!event.isSame || place.isBefore || !isAwaited) emit(event);
  };
  const file = await openRunFile(runFile, options.settings.stateLimit, document.wholeBytes);
  return await steerAndKeep(parts, specification, {
    ...options,
    emit,
    told,
    stopwatch,
    file,
    branch,
    votes,
    ...(further === undefined
      ? { resumed: document, onResumed }
      : { goOn: { document, until: further, isResumed: until === undefined } }),
  });
}

function refuseEnded({ path, version, problem, end }: RunDocument): void {
  const gone = { path, how: "be resumed" };
  refuseOlder(version, gone);
  if (problem !== undefined) throw problem;
  if (end?.outcome === "done") {
    throw refusal(gone, "it came to its end. Go on from there (fk-steer go-on), or branch from one of its steps.");
  }
}

async function refuseUnended(document: RunDocument): Promise<void> {
  const { path, header, version, problem, end } = document;
  const gone = { path, how: "go on" };
  refuseOlder(version, gone);
  if (problem !== undefined) throw problem;
  if (end?.outcome !== "done") throw refusal(gone, "it did not come to its end. Resume it first.");
  if (header.specification.particles < 2) {
    throw refusal(gone, "it has one particle, and one is kept. Run it with 2 or more.");
  }
  await refuseVotes(document);
}

function refuseOlder(version: number, gone: Gone): void {
  if (version > 1) return;
  throw refusal(gone, "it was made by an older FK Steering, whose files do not keep the particles. Run it again.");
}

/** What was scored by other code, or moved by another model, is another run's. */
export function refuseChanged(
  { path, header }: Pick<RunDocument, "path" | "header">,
  now: RunFileHeader,
  how = "be resumed",
): void {
  const gone = { path, how };
  const which = modelChange(header.model, now.model);
  if (which !== undefined) {
    throw refusal(
      gone,
      `the model ${header.model.name} is another by now (${which}). Put its files back, or run it again.`,
    );
  }
  now.rewards.forEach(({ name, sha256, parameters }, k) => {
    const before = header.rewards[k];
    if (before?.sha256 === sha256 && isDeepStrictEqual(before.parameters, parameters)) return;
    throw refusal(
      gone,
      `the reward ${name} has changed since. Undo the change, branch from one of its steps with the new reward, or run it again.`,
    );
  });
}

/** Whether what follows will be what it would have been, and where not, why. */
function resumedEvent(
  document: RunDocument,
  { words }: ResumedPlace,
  { model }: RunParts,
  now: RunFileHeader,
): Extract<RunEvent, { readonly kind: "resumed" }> {
  const differences = otherwiseMade(document.header, now);
  const agreement = model.device.execution?.agreement;
  const within =
    agreement === undefined
      ? "in its last bits"
      : `by as much as this device does from the CPU (${agreement.toPrecision(1)} on one state)`;
  const message =
    differences.length === 0
      ? `${words}: model, rewards, device and threads are the run's own, so it comes out as it would have.`
      : `${words}, with other ${differences.join("; ")}: what follows may differ ${within} from what it would have been.`;
  return { kind: "resumed", message, isSame: differences.length === 0 };
}

/** Which run, and what it cannot do. */
interface Gone {
  readonly path: string;
  readonly how: string;
}

function refusal({ path, how }: Gone, why: string): SteeringError {
  return new SteeringError("run-file", `${path} cannot ${how}: ${why}`);
}
