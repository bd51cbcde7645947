/** A run that was cut off, gone on with in its own files: opens what it was made of, and refuses what would make another run of it. */
import { isDeepStrictEqual } from "node:util";
import { SteeringError } from "../../errors.ts";
import type { ResumeRun } from "../../protocol/engine.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import { awaitingStep } from "../../runfile/awaiting.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import type { RunFileHeader } from "../../runfile/format.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import { otherwiseMade } from "../../runfile/runDifference.ts";
import { openRunFile } from "../../runfile/write.ts";
import { openBranch } from "./branch.ts";
import { steerAndKeep, type RunOptions } from "./run.ts";
import { runHeader } from "./runHeader.ts";
import { factorsFor } from "./pause.ts";
import { openAsBefore } from "./openAsBefore.ts";
import type { RunParts } from "./runParts.ts";
import { createStopwatch } from "./stopwatch.ts";
import { ToldWarnings } from "./toldWarnings.ts";

/** Throws `run-file` for a run that cannot be gone on with, and what `run` throws. Until everything is open nothing is written. */
export async function resume({ runFile, votes: said }: ResumeRun, options: RunOptions): Promise<RunResult> {
  const told = new ToldWarnings();
  const emit = told.heard(options.emit);
  const stopwatch = createStopwatch();
  await using opened = new AsyncDisposableStack();
  opened.use(await lockOutput(runFile));
  const document = opened.use(await openRunDocument(runFile));
  refuseEnded(document);
  const votes = await factorsFor(document, said);
  const { specification } = document.header;
  const parts = await openAsBefore(document.header, { ...options, emit }, opened);
  const now = runHeader({ ...specification, steps: parts.steps }, parts.model, parts.rewards);
  refuseChanged(document, now);
  const { origin } = document.header;
  // A branch that has reached a scored step of its own needs the run no more that it began from.
  const branch =
    origin?.particle === undefined
      ? undefined
      : await openBranch({ ...origin, particle: origin.particle }, specification.particles, opened).catch(
          () => undefined,
        );
  const event = resumedEvent(document, parts, now);
  // Going on from a pause as it would have gone on is nothing to tell.
  if (!event.isSame || (await awaitingStep(document)) === undefined) emit(event);
  const file = await openRunFile(runFile, options.settings.stateLimit, document.wholeBytes);
  return await steerAndKeep(parts, specification, {
    ...options,
    emit,
    told,
    stopwatch,
    file,
    resumed: document,
    branch,
    votes,
  });
}

function refuseEnded({ path, version, problem, end }: RunDocument): void {
  if (version === 1) {
    throw refusal(path, "it was made by an older FK Steering, whose files do not keep the particles. Run it again.");
  }
  if (problem !== undefined) throw problem;
  if (end?.outcome === "done") throw refusal(path, "it came to its end. Refine it, or branch from one of its steps.");
}

/** What was scored by other code, or moved by another model, is another run's. */
export function refuseChanged({ path, header }: Pick<RunDocument, "path" | "header">, now: RunFileHeader): void {
  const files = now.model.files.filter(
    (file) => !header.model.files.some(({ path: name, sha256 }) => name === file.path && sha256 === file.sha256),
  );
  if (files.length > 0 || header.model.files.length !== now.model.files.length) {
    const which = files[0]?.path ?? header.model.name;
    throw refusal(
      path,
      `the model ${header.model.name} is another by now (${which}). Put its files back, or run it again.`,
    );
  }
  now.rewards.forEach(({ name, sha256, parameters }, k) => {
    const before = header.rewards[k];
    if (before?.sha256 === sha256 && isDeepStrictEqual(before.parameters, parameters)) return;
    throw refusal(
      path,
      `the reward ${name} has changed since. Undo the change, branch from one of its steps with the new reward, or run it again.`,
    );
  });
}

/** Whether what follows will be what it would have been, and where not, why. */
function resumedEvent(
  document: RunDocument,
  { model }: RunParts,
  now: RunFileHeader,
): Extract<RunEvent, { readonly kind: "resumed" }> {
  const { header, stepCount } = document;
  const differences = otherwiseMade(header, now);
  const from = stepCount === 0 ? "from its beginning" : `after step ${document.keyOf(stepCount - 1).step}`;
  const agreement = model.device.execution?.agreement;
  const within =
    agreement === undefined
      ? "in its last bits"
      : `by as much as this device does from the CPU (${agreement.toPrecision(1)} on one state)`;
  const message =
    differences.length === 0
      ? `Resumed ${from}: model, rewards, device and threads are the run's own, so it comes out as it would have.`
      : `Resumed ${from}, with other ${differences.join("; ")}: what follows may differ ${within} from what it would have been.`;
  return { kind: "resumed", message, isSame: differences.length === 0 };
}

function refusal(path: string, why: string): SteeringError {
  return new SteeringError("run-file", `${path} cannot be resumed: ${why}`);
}
