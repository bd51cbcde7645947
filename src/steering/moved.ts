/** What a transition does to the cloud: the states go on, its factors join the weights, what it paid joins the histories. Pure. */
import { SteeringError } from "../errors.ts";
import type { Transition } from "./process.ts";
import type { Cloud } from "./record.ts";

/**
 * The cloud at the next step. log w += ℓ, and where λ r was paid on the way, `paid` and `lastTilt` (which `difference` takes back) grow by it.
 * @throws SteeringError `model-corrupt`, with the particle, for a factor that is no number
 */
export function movedCloud<State>(
  cloud: Cloud<State>,
  { states, logFactors, logPaid }: Transition<State>,
): Cloud<State> {
  const moved = { ...cloud, step: cloud.step + 1, states };
  if (logFactors === undefined && logPaid === undefined) return moved;
  return {
    ...moved,
    ...(logFactors && {
      logWeights: sum(cloud.logWeights, checked(logFactors)),
      logFactors: sum(cloud.logFactors, logFactors),
    }),
    ...(logPaid && {
      paid: sum(cloud.paid, checked(logPaid)),
      lastTilt: sum(cloud.lastTilt, logPaid),
      logPaid: sum(cloud.logPaid, logPaid),
    }),
  };
}

function sum(before: Float64Array | undefined, added: Float64Array): Float64Array {
  return before === undefined ? added.slice() : before.map((value, n) => value + (added[n] as number));
}

function checked(logs: Float64Array): Float64Array {
  const particle = logs.findIndex((log) => !Number.isFinite(log));
  if (particle < 0) return logs;
  throw new SteeringError(
    "model-corrupt",
    `The transition of particle ${particle} has the log weight ${logs[particle]}: the model gave a probability of 0, or numbers that are none, to what was drawn. Use exponents nearer to 1, or another model.`,
    { details: { particle } },
  );
}
