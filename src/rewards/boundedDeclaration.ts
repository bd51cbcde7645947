/** Makes sure that what a reward declares can be sent, stored and shown. Pure. */
import { notAReward } from "./notAReward.ts";
import type { CheckedReward } from "./validateDefinition.ts";

/** Parameters and fixtures together, as JSON: more than anybody writes by hand. */
const mostCharacters = 1_000_000;

/** Throws `reward-shape` for parameters and fixtures beyond all measure. */
export function boundedDeclaration<Declared extends Pick<CheckedReward, "parameters" | "fixtures">>(
  name: string,
  reward: Declared,
): Declared {
  const { length } = JSON.stringify([reward.parameters, reward.fixtures]);
  if (length <= mostCharacters) return reward;
  throw notAReward(
    name,
    `its parameters and fixtures are ${length} characters long, and ${mostCharacters} is the most`,
    "Put large data into a .json or .ts file beside it, and import that",
  );
}
