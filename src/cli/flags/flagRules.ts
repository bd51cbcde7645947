/** Which flags go together. Pure. */
import { SteeringError } from "../../errors.ts";

/** A choice that another flag makes: that it is given, or given this value. */
export interface FlagChoice {
  readonly flag: string;
  readonly value?: string;
  /** Made as well when the flag is left out. */
  readonly byDefault?: boolean;
}

export interface FlagRules {
  /** Means something only where one of these choices was made. */
  readonly needs?: readonly FlagChoice[];
  /** Cannot be left out where one of them was made. */
  readonly required?: boolean;
  /** Says the same as these in another way. */
  readonly excludes?: readonly string[];
}

interface NamedRules extends FlagRules {
  readonly name: string;
}

/**
 * @param valueOf what a flag was given; undefined where it was left out
 * @throws SteeringError `specification-invalid` that names both flags
 */
export function checkFlagRules(flags: readonly NamedRules[], valueOf: (name: string) => string | undefined): void {
  const made = ({ flag, value, byDefault = false }: FlagChoice): boolean => {
    const given = valueOf(flag);
    return given === undefined ? byDefault : value === undefined || given === value;
  };
  for (const { name, needs, required = false, excludes = [] } of flags) {
    const isGiven = valueOf(name) !== undefined;
    const other = isGiven ? excludes.find((excluded) => valueOf(excluded) !== undefined) : undefined;
    if (other !== undefined) throw invalid(name, `--${name} and --${other} exclude each other. Give one of them.`);
    if (needs === undefined || isGiven === needs.some(made)) continue;
    if (isGiven) throw invalid(name, `--${name} needs ${needs.map(choiceText).join(" or ")}.`);
    if (required) throw invalid(name, `${choiceText(needs.find(made)!)} needs --${name}. See --help.`);
  }
}

function choiceText({ flag, value }: FlagChoice): string {
  return value === undefined ? `--${flag}` : `--${flag} ${value}`;
}

function invalid(field: string, message: string): SteeringError {
  return new SteeringError("specification-invalid", message, { details: { field } });
}
