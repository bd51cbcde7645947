/** Flags of the command line, declared once: what they parse to, what they set, and what `--help` says of them. */
import { parseArgs } from "node:util";
import { SteeringError, messageOf } from "../../errors.ts";
import { checkFlagRules, type FlagRules } from "./flagRules.ts";
import { suggestion } from "./nearestName.ts";

export interface Flag extends FlagRules {
  readonly name: string;
  /** `numbers`: with commas between them. */
  readonly kind: "text" | "number" | "numbers" | "switch";
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
  readonly description: string;
  /** What holds where it is left out. */
  readonly standard?: string;
  /** The value that a switch sets. */
  readonly sets?: string | boolean;
  /** The heading that it stands under in `--help`. */
  readonly group?: string;
  /** What it sets: a field of the run specification, with dots. */
  readonly field?: string;
}

/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  /** Returns the exit code. Throws SteeringError with a sentence for a person. */
  run(args: readonly string[], signal: AbortSignal): Promise<number>;
}

export interface ParsedFlags {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  numbers(name: string): number[] | undefined;
  all(name: string): string[];
  has(name: string): boolean;
  readonly positionals: readonly string[];
}

/**
 * Throws `specification-invalid` for an unknown flag, a missing value, text where a number belongs, flags that do not go together, and words
 * that belong to no flag where the command takes none.
 */
export function parseFlags(
  args: readonly string[],
  flags: readonly Flag[],
  { takesWords = false }: { readonly takesWords?: boolean } = {},
): ParsedFlags {
  const options = Object.fromEntries(
    flags.map((flag) => [
      flag.name,
      { type: flag.kind === "switch" ? ("boolean" as const) : ("string" as const), multiple: flag.repeatable ?? false },
    ]),
  );
  let parsed;
  try {
    parsed = parseArgs({ args: negativeNumbersJoined(args, flags), options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new SteeringError("specification-invalid", `${mistake(error, flags)} See --help.`, { cause: error });
  }
  const { values, positionals } = parsed;
  if (!takesWords && positionals[0] !== undefined) {
    const sentence = `"${positionals[0]}" belongs to no flag. Put a value with spaces in quotes. See --help.`;
    throw new SteeringError("specification-invalid", sentence);
  }
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  checkFlagRules(flags, (name) => (values[name] === true ? "" : (text(name) ?? [values[name]].flat()[0]?.toString())));
  return {
    text,
    number(name) {
      const value = text(name);
      return value === undefined ? undefined : numberOf(name, value, "a number", value);
    },
    numbers(name) {
      const value = text(name);
      return value?.split(",").map((part) => numberOf(name, part, "numbers with commas between them", value));
    },
    all(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
    },
    has: (name) => values[name] === true,
    positionals,
  };
}

/** What `parseArgs` found, as a sentence about the flag. */
function mistake(error: unknown, flags: readonly Flag[]): string {
  const message = messageOf(error);
  const flag = /'(?:-\w, )?(?<flag>-[^' ]*)/u.exec(message)?.groups?.["flag"];
  if (flag === undefined) return message;
  switch ((error as NodeJS.ErrnoException).code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION": {
      const known = flags.map(({ name }) => `--${name}`);
      return `There is no flag ${flag}.${suggestion(flag, known)}`;
    }
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return message.includes("does not take")
        ? `${flag} takes no value.`
        : `${flag} needs a value. One that begins with a dash is written ${flag}=-…`;
    default:
      return message;
  }
}

function numberOf(name: string, text: string, wanted: string, given: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return number;
  throw new SteeringError("specification-invalid", `--${name} must be ${wanted}, and it is "${given}".`, {
    details: { field: name },
  });
}

/** parseArgs takes `--strength -3` for two flags: join a number flag with the negative number after it. */
function negativeNumbersJoined(args: readonly string[], flags: readonly Flag[]): string[] {
  const numeric = new Set(
    flags.filter(({ kind }) => kind === "number" || kind === "numbers").map(({ name }) => `--${name}`),
  );
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]];
    if (numeric.has(arg) && next !== undefined && /^-[\d.I]/.test(next)) {
      joined.push(`${arg}=${next}`);
      i++;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}
