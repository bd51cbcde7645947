/** A person's say in the selection: factors on the weights. They change the target, and the record keeps them. Pure. */
import { SteeringError } from "../errors.ts";
import type { Cloud, Scoring } from "./record.ts";
import { assess } from "./select.ts";
import type { Weighed } from "./weigh.ts";

/** A scored step as an intervention sees it: after weighting and before resampling. */
export interface Weighing<State, Sample> extends Pick<
  Scoring<Sample>,
  "samples" | "rewards" | "values" | "logPotentials" | "logFactors" | "logPaid" | "logWeights" | "weights"
> {
  readonly cloud: Cloud<State>;
  /** One a group, see `GroupScoring.floor`. */
  readonly floors: readonly (number | undefined)[];
}

/**
 * Gives log factors for the weights, one a particle (−∞ removes it), or undefined to leave them as they are. The factors
 * stay in the weights to the end: unlike potentials they are never taken back.
 */
export type Intervention<State, Sample> = (weighing: Weighing<State, Sample>) => Promise<Float64Array | undefined>;

/** @throws SteeringError `steering-invalid` for a wrong count, NaN or +∞, and where no particle of a group would be left */
export async function applyIntervention<State, Sample>(
  intervene: Intervention<State, Sample> | undefined,
  { cloud, values, logPotentials, floors }: Weighed<State>,
  looked: Pick<Weighing<State, Sample>, "samples" | "rewards" | "logFactors" | "logPaid">,
): Promise<{ readonly cloud: Cloud<State>; readonly interventions: Float64Array | undefined }> {
  if (intervene === undefined) return { cloud, interventions: undefined };
  const { logWeights } = cloud;
  const { weights } = assess(cloud);
  const given = await intervene({ ...looked, cloud, values, logPotentials, floors, logWeights, weights });
  return given === undefined ? { cloud, interventions: undefined } : intervened(cloud, given);
}

/**
 * The weights times the factors. What was paid stays as it was: the last potential takes back what potentials have paid and no factor, so that the target becomes
 * p(x) · exp(λ r(x₀)) · Π u_j, and the estimate of log Z is that target's.
 *
 * @throws SteeringError as `applyIntervention`
 */
export function intervened<State>(
  cloud: Cloud<State>,
  given: Float64Array,
): { readonly cloud: Cloud<State>; readonly interventions: Float64Array } {
  const { logWeights } = cloud;
  const before = assess(cloud);
  if (given.length !== logWeights.length) {
    throw invalid(
      `An intervention must give ${logWeights.length} log factors, one a particle, and it gave ${given.length}.`,
    );
  }
  const particle = given.findIndex((factor) => !(factor < Number.POSITIVE_INFINITY));
  if (particle >= 0) {
    throw invalid(
      `An intervention gave particle ${particle} the log factor ${given[particle]}. Give a number, or −∞ to remove the particle.`,
      particle,
    );
  }
  const interventions = given.slice();
  const voted = withFactors(cloud, interventions);
  assess(voted).groups.forEach(({ infeasible }, g) => {
    if (!infeasible || before.groups[g]?.infeasible === true) return;
    throw invalid(
      `Every particle of "${cloud.groups[g]?.key}" would be removed, and nothing would be left to go on with. Keep at least one of those that have weight.`,
    );
  });
  return { cloud: voted, interventions };
}

/** The cloud with log factors on its weights, believed. Nothing counts as paid. */
export function withFactors<State>(cloud: Cloud<State>, factors: ArrayLike<number>): Cloud<State> {
  return { ...cloud, logWeights: cloud.logWeights.map((logWeight, n) => logWeight + (factors[n] as number)) };
}

function invalid(message: string, particle?: number): SteeringError {
  const details = particle === undefined ? { field: "intervene" } : { field: "intervene", particle };
  return new SteeringError("steering-invalid", message, { details });
}
