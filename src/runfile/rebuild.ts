/** The particle system as it was at a scored step, from the run's files: for `steer` to go on from. Knows no model but by how it revives a state. */
import { SteeringError } from "../errors.ts";
import type { Path } from "../steering/paths.ts";
import type { Cloud } from "../steering/record.ts";
import { withFactors } from "../steering/intervene.ts";
import { afterSelection } from "../steering/select.ts";
import type { RunDocument } from "./document.ts";
import type { BytePlace } from "./schema.ts";
import type { RunFileHeader } from "./format.ts";
import type { RecordedStep } from "./recordedStep.ts";

/** What went on from a step, and what it was selected from. */
export interface RebuiltStep<State> {
  /** Weighed, without interventions. */
  readonly weighed: Cloud<State>;
  /** Undefined where the step was not selected from yet: it waits for a person, or the run was cut off just then. */
  readonly cloud: Cloud<State> | undefined;
}

/**
 * Equal in every number to the clouds of the run itself. Particles that shared a state share it again.
 *
 * @param revive of the run's process
 * @throws SteeringError `run-file` where the states were not kept, or describe none of this process
 */
export async function rebuiltStep<State>(
  document: RunDocument,
  index: number,
  revive: (bytes: Uint8Array) => State,
): Promise<RebuiltStep<State>> {
  const step = await document.step(index);
  const places = step.states;
  if (places === undefined || step.weighed === undefined) throw notKept(document, step);
  const states = await revived(document, places, revive);
  if (states === undefined) throw notKept(document, step);
  const weighed = weighedCloud(document.header, step, step.weighed, states);
  const { interventions } = step;
  const voted = interventions === undefined ? weighed : withFactors(weighed, interventions);
  const cloud = step.isSelected ? afterSelection(voted, Int32Array.from(step.ancestors), step.groups) : undefined;
  return { weighed, cloud };
}

/**
 * One particle of a scored step, alone: dead ones, too.
 *
 * @throws SteeringError `run-file` where its state was not kept
 */
export async function rebuiltState<State>(
  document: RunDocument,
  index: number,
  particle: number,
  revive: (bytes: Uint8Array) => State,
): Promise<State> {
  const step = await document.step(index);
  const place = step.states?.[particle];
  const [state] = (place === undefined ? undefined : await revived(document, [place], revive)) ?? [];
  if (state === undefined) throw notKept(document, step);
  return state;
}

/**
 * The path that an iteration of particle Gibbs follows in a group: states at step 0 … steps, undefined between scored steps where they were not kept.
 *
 * @throws SteeringError `run-file` where it was not kept
 */
export async function rebuiltReference<State>(
  document: RunDocument,
  iteration: number,
  revive: (bytes: Uint8Array) => State,
  group = 0,
): Promise<Path<State>> {
  const places = (await document.reference(iteration, group))?.places;
  const kept = places?.filter((place) => place !== undefined);
  const states = kept === undefined ? undefined : await revived(document, kept, revive);
  if (states !== undefined) {
    const rest = states.values();
    return places!.map((place) => (place === undefined ? undefined : rest.next().value));
  }
  throw new SteeringError(
    "run-file",
    `${document.path} does not hold the path that iteration ${iteration} follows. Run again to have it.`,
  );
}

/** Of whatever places. Particles that share one share the state. Undefined where one of them was not kept. */
export async function revived<State>(
  document: RunDocument,
  places: readonly BytePlace[],
  revive: (bytes: Uint8Array) => State,
): Promise<readonly State[] | undefined> {
  const byOffset = new Map<number, State>();
  for (const place of places) {
    if (byOffset.has(place[0])) continue;
    const bytes = await document.state(place);
    if (bytes === undefined) return undefined;
    byOffset.set(place[0], revive(bytes));
  }
  return places.map(([offset]) => byOffset.get(offset)!);
}

function weighedCloud<State>(
  header: RunFileHeader,
  { step, groups }: RecordedStep,
  weighed: NonNullable<RecordedStep["weighed"]>,
  states: readonly State[],
): Cloud<State> {
  const { logWeights, paid, lastTilt, runningMax, runningSum } = weighed;
  return {
    step,
    states,
    groups: groups.map(({ start, count, logZBefore, strength }, g) => ({
      key: header.groups[g]!.key,
      start,
      count,
      logZ: logZBefore ?? 0,
      strength,
    })),
    logWeights: Float64Array.from(logWeights),
    paid: Float64Array.from(paid),
    lastTilt: Float64Array.from(lastTilt),
    runningMax: Float64Array.from(runningMax),
    runningSum: Float64Array.from(runningSum),
  };
}

function notKept({ path }: RunDocument, { step, iteration }: RecordedStep): SteeringError {
  const where = iteration === 0 ? `step ${step}` : `step ${step} of iteration ${iteration}`;
  return new SteeringError(
    "run-file",
    `${path} does not hold the particles of ${where}: they were past the limit of what is kept, or the file beside it is missing. Go on from the last scored step, or run again.`,
  );
}
