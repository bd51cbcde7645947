/** The same error, told of a field. Pure. */
import { SteeringError } from "../../errors.ts";

export function errorAt(error: SteeringError, field: string, reward = error.details.reward): SteeringError {
  const { code, message, details } = error;
  const about = reward === undefined ? {} : { reward };
  return new SteeringError(code, message, { details: { ...details, ...about, field }, cause: error });
}
