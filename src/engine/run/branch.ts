/** A run that begins from a particle of another: the state that it begins from, read from that run's files. */
import { isDeepStrictEqual } from "node:util";
import { SteeringError } from "../../errors.ts";
import type { BranchPlace } from "../../protocol/branch.ts";
import { foreignField } from "../../protocol/branch.ts";
import type { RunSpecification, WholeSpecification } from "../../protocol/specification.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import { modelChange } from "../../runfile/modelChange.ts";
import type { RunFileHeader, RunFilePilot } from "../../runfile/format.ts";
import { rebuiltState } from "../../runfile/rebuild.ts";
import { branchCloud } from "../../steering/cloud.ts";
import type { Cloud } from "../../steering/record.ts";
import type { RunModel, RunProcess } from "../models/runModel.ts";
import type { PromptGroup } from "./promptGroups.ts";

export interface Branch {
  readonly document: RunDocument;
  /** The scored step's place in the document. */
  readonly index: number;
  readonly origin: NonNullable<RunFileHeader["origin"]> & { readonly particle: number };
  /** With the key of the particle's own: its state knows it. */
  readonly group: PromptGroup;
}

/**
 * Opens the run that is branched from; whoever has the stack closes it.
 *
 * @throws SteeringError `run-file` for a run, a step or a particle that is not there, and a file that keeps no particles
 */
export async function openBranch(
  { run, iteration, step, particle }: BranchPlace,
  particles: number,
  opened: AsyncDisposableStack,
): Promise<Branch> {
  const document = opened.use(await openRunDocument(run));
  if (document.version === 1) {
    throw refusal(run, "it was made by an older FK Steering, whose files do not keep the particles. Run it again.");
  }
  const index = indexOf(document, step, iteration);
  const found = document.header.groups.find((group, g) => {
    const start = document.header.groups.slice(0, g).reduce((sum, one) => sum + one.particles, 0);
    return particle >= start && particle < start + group.particles;
  });
  if (found === undefined) {
    const count = document.header.groups.reduce((sum, one) => sum + one.particles, 0);
    throw refusal(run, `there is no particle ${particle}: they are 0 to ${count - 1}. Choose one of them.`);
  }
  const { key, prompt } = found;
  const origin = { run, iteration: document.keyOf(index).iteration, step, particle };
  return { document, index, origin, group: { key, prompt, particles } };
}

function indexOf(document: RunDocument, step: number, iteration: number | undefined): number {
  const steps = new Set<number>();
  for (let index = document.stepCount - 1; index >= 0; index -= 1) {
    const key = document.keyOf(index);
    if (key.step === step && (iteration ?? key.iteration) === key.iteration) return index;
    if ((iteration ?? key.iteration) === key.iteration) steps.add(key.step);
  }
  if (iteration !== undefined && steps.size === 0) {
    const last = document.stepCount === 0 ? 0 : document.keyOf(document.stepCount - 1).iteration;
    throw refusal(
      document.path,
      last === 0
        ? `it has no iteration ${iteration}, as it was not refined. Leave out the iteration.`
        : `it has no iteration ${iteration}: they are 0 to ${last}. Choose one of them.`,
    );
  }
  const scored = [...steps].toSorted((a, b) => a - b).join(", ");
  throw refusal(
    document.path,
    `step ${step} was not scored. Choose one of ${scored === "" ? "a longer run" : scored}.`,
  );
}

/** @throws SteeringError `run-file` where the model is another by now, `specification-invalid` for settings by which particles move otherwise */
export function checkBranch({ document: { header, path } }: Branch, asked: RunSpecification, model: RunModel): void {
  if (modelChange(header.model, { name: model.name, files: model.files }) !== undefined) {
    throw refusal(path, `the model ${header.model.name} is another by now. Put its files back, or run it again.`);
  }
  const field = foreignField({ ...header.specification, model: asked.model }, asked);
  if (field === undefined) return;
  throw new SteeringError(
    "specification-invalid",
    `A branch goes on as its run does, and ${field} is another. Leave it as it is in ${path}, or start a run of its own.`,
    { details: { field } },
  );
}

/**
 * Copies of the particle, which have paid nothing; undefined for a run that is no branch.
 *
 * @param origin of a branch that is resumed, whose own run may be gone by now
 * @throws SteeringError `run-file` where its state was not kept, or there is no step left to run
 */
export async function branchStart(
  branch: Branch | undefined,
  process: RunProcess,
  origin: RunFileHeader["origin"],
): Promise<Cloud<object> | undefined> {
  if (branch === undefined) {
    if (origin === undefined) return undefined;
    throw refusal(origin.run, "it is not there any more. Put it back to go on with what had only begun from it.");
  }
  const { document, index, group } = branch;
  const { particle, step, run } = branch.origin;
  if (step >= process.steps)
    throw refusal(run, `step ${step} is its last, so nothing is left to run. Choose an earlier one.`);
  const state = await rebuiltState(document, index, particle, (bytes) => process.revive(bytes));
  return branchCloud(step, [state], [group]);
}

/** What the rewards of the run were standardised by, where the branch has the same ones. */
export function branchPilot(
  branch: Branch | undefined,
  { rewards, standardise }: WholeSpecification,
): RunFilePilot | undefined {
  if (branch === undefined) return undefined;
  const { document } = branch;
  const { specification } = document.header;
  const same = isDeepStrictEqual([specification.rewards, specification.standardise], [rewards, standardise]);
  return same ? document.pilot : undefined;
}

function refusal(path: string, why: string): SteeringError {
  return new SteeringError("run-file", `${path} cannot be branched from: ${why}`);
}
