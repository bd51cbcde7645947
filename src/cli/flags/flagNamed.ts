/** Errors about a field of the specification, told in the words of the command line. Pure. */
import { SteeringError, type NamedField } from "../../errors.ts";
import { inWords } from "../../protocol/fieldWords.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import type { Flag } from "./flags.ts";

/** The same error with flags in place of the fields that they set, or after it the flag that sets a reward's parameter; any other error as it is. */
export function flagNamed(error: unknown, flags: readonly Flag[]): unknown {
  if (!(error instanceof SteeringError)) return error;
  const { code, message, details, sentence } = error;
  const { field } = details;
  const parameter = /^rewards\.\d+\.parameters\.(?<key>.+)$/u.exec(field ?? "")?.groups?.["key"];
  if (parameter !== undefined && details.reward !== undefined) {
    const said = `${message} On the command line: --param ${rewardNameOf(details.reward)}.${parameter}=…`;
    return new SteeringError(code, said, { details, cause: error });
  }
  if (sentence === undefined) return error;
  return new SteeringError(
    code,
    inWords(sentence, (named) => flagFor(named, flags)),
    { details, cause: error },
  );
}

/** The flag that sets the field, or a part of it; of what is no field of a run, the flag of that name. */
function flagFor({ field, value }: NamedField, flags: readonly Flag[]): string | undefined {
  const flag =
    flags.find((each) => each.field === field || each.field === `${field}.kind`) ??
    flags.find((each) => each.field !== undefined && `${field}.`.startsWith(`${each.field}.`)) ??
    flags.find((each) => each.field === undefined && each.name === field);
  if (flag === undefined) return undefined;
  return value === undefined ? `--${flag.name}` : `--${flag.name} ${value}`;
}
