/** Refuses, before anything is spent on it, a run that would fail on its way. Pure. */
import { SteeringError } from "../../errors.ts";
import type { WholeSpecification } from "../../protocol/specification.ts";
import { checkConstraint, checkPolicy } from "../../steering/checkPolicy.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import type { SampleReward } from "../../steering/process.ts";
import { scoredSteps } from "../../steering/schedule.ts";

/**
 * @throws SteeringError `steering-invalid` for a policy or schedule that makes no sense, `specification-invalid` for a refinement that has
 * nothing to keep
 */
export function checkRun(specification: WholeSpecification, policy: SteeringPolicy, reward: SampleReward<never>): void {
  checkPolicy(policy);
  checkConstraint(reward, policy);
  scoredSteps(policy.schedule, specification.steps);
  checkRefine(specification);
}

function checkRefine({ refine, otherPrompts, particles, islands }: WholeSpecification): void {
  if (refine === undefined) return;
  if (islands > 1) throw invalid("islands", `there are ${islands} islands. Refine a run of one.`);
  if (otherPrompts.length > 0) {
    throw invalid("refine", `there are ${otherPrompts.length + 1} prompts. Refine one prompt at a time.`);
  }
  if (particles < 2) {
    throw invalid("particles", "there is only one particle, so there would be no other. Use 2 particles or more.");
  }
  if (refine.particle !== undefined && refine.particle >= particles) {
    throw invalid(
      "refine.particle",
      `there is no particle ${refine.particle}: they are 0 to ${particles - 1}. Choose one of them.`,
    );
  }
}

function invalid(field: string, why: string): SteeringError {
  return new SteeringError(
    "specification-invalid",
    `Refining keeps the path of one particle of one prompt while the others are run anew, and ${why}`,
    { details: { field } },
  );
}
