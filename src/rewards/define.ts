/** The function that users import from "fk-steering". Pure. */
import type { RewardDefinition, RewardImageSample, RewardParameters, RewardTextSample } from "./reward.ts";

/** What a reward gets to see, by what it accepts. */
export type RewardSample<Accepts extends "text" | "image"> = Accepts extends "text"
  ? RewardTextSample
  : RewardImageSample;

/** What `parameters` is where none are declared: no name is known. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- a record of never would know every name
export type NoParameters = Readonly<Record<never, never>>;

/** A reward as `defineReward` gives it back. */
export type DefinedReward<
  Accepts extends "text" | "image",
  Parameters extends RewardParameters = NoParameters,
> = RewardDefinition<RewardSample<Accepts>, Parameters> & { readonly accepts: Accepts };

/**
 * Declares a reward. It gives back what it gets: its use is that `samples` and `context.parameters` are typed by
 * `accepts` and `parameters`.
 */
export function defineReward<
  const Accepts extends "text" | "image",
  const Parameters extends RewardParameters = NoParameters,
>(reward: DefinedReward<Accepts, Parameters>): DefinedReward<Accepts, Parameters> {
  return reward;
}
