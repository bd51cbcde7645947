/** Flags of the command line, declared once: what they parse to and what `--help` says of them. */
import { parseArgs } from "node:util";
import { SteeringError, messageOf } from "../errors.ts";

export interface Flag {
  readonly name: string;
  readonly kind: "text" | "number" | "switch";
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** What stands for the value in `--help`. */
  readonly placeholder?: string;
  readonly description: string;
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
  all(name: string): string[];
  has(name: string): boolean;
  readonly positionals: readonly string[];
}

/** Throws `specification-invalid` for an unknown flag, a missing value, or text where a number belongs. */
export function parseFlags(args: readonly string[], flags: readonly Flag[]): ParsedFlags {
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
    throw new SteeringError("specification-invalid", `${messageOf(error)} See --help.`, { cause: error });
  }
  const { values, positionals } = parsed;
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  return {
    text,
    number(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = value.trim() === "" ? Number.NaN : Number(value);
      if (!Number.isNaN(number)) return number;
      throw new SteeringError("specification-invalid", `--${name} must be a number, and it is "${value}".`, {
        details: { field: name },
      });
    },
    all(name) {
      const value = values[name];
      return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
    },
    has: (name) => values[name] === true,
    positionals,
  };
}

/** parseArgs takes `--strength -3` for two flags: join a number flag with the negative number after it. */
function negativeNumbersJoined(args: readonly string[], flags: readonly Flag[]): string[] {
  const numeric = new Set(flags.filter(({ kind }) => kind === "number").map(({ name }) => `--${name}`));
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
