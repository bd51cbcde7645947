/** The holdout reward of a comparison, from its flags. */
import { SteeringError } from "../../errors.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import { judgeFor } from "../../protocol/metric.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import type { ParsedFlags } from "../flags/flags.ts";
import { rewardSource } from "../flags/specification.ts";

/** What `--holdout` says for a comparison without one. */
const none = "none";

/**
 * Where none is named, what judges one of the rewards that are steered by.
 *
 * Throws `reward-missing` and `specification-invalid`.
 */
export function holdoutOf(
  flags: ParsedFlags,
  builtins: readonly RewardInfo[],
  steering: readonly RewardChoice[],
): RewardChoice | undefined {
  const named = flags.text("holdout");
  const parameters = flags.all("holdout-param").map(parseParameter);
  if (parameters.length > 0 && (named === undefined || named === none))
    throw invalid("--holdout-param sets a parameter of the holdout reward: name one with --holdout.");
  const name = named ?? judgeFor(builtins, steering)?.name ?? none;
  if (name === none) return undefined;
  return { source: rewardSource(name, builtins), weight: 1, parameters: Object.fromEntries(parameters) };
}

/** `key=value`; the value is text until it meets its declaration. */
function parseParameter(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw invalid(`--holdout-param must be key=value, and it is "${text}".`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
}

function invalid(message: string): SteeringError {
  return new SteeringError("specification-invalid", message, { details: { field: "holdout" } });
}
