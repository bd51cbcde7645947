/** Errors about a field of the specification, told in the words of the command line. Pure. */
import { SteeringError } from "../errors.ts";
import { rewardNameOf } from "../rewards/rewardName.ts";
import type { Flag } from "./flags.ts";

/** The same error with the flag in place of the field that it sets, or after it the flag that sets a reward's parameter; any other error as it is. */
export function flagNamed(error: unknown, flags: readonly Flag[]): unknown {
  if (!(error instanceof SteeringError)) return error;
  const { code, message, details } = error;
  const { field } = details;
  if (typeof field !== "string") return error;
  const parameter = /^rewards\.\d+\.parameters\.(?<key>.+)$/u.exec(field)?.groups?.["key"];
  if (parameter !== undefined && details.reward !== undefined) {
    const sentence = `${message} On the command line: --param ${rewardNameOf(details.reward)}.${parameter}=…`;
    return new SteeringError(code, sentence, { details, cause: error });
  }
  const flag = flags.find((each) => each.field !== undefined && `${field}.`.startsWith(`${each.field}.`));
  if (flag === undefined) return error;
  const words = message
    .replace(`: ${field} `, `: --${flag.name} `)
    .replace(`Change ${field} `, `Change --${flag.name} `);
  return new SteeringError(code, words, { details, cause: error });
}
