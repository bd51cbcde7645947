/** Values for a reward's declared parameters: defaults, checks, and the text of a command line. Pure. */
import { SteeringError } from "../errors.ts";
import type { ParameterValue, RewardParameter, RewardParameters } from "./reward.ts";

/** What a parameter may be called: it must stand in `--param reward.name=value`, and mean nothing else to whoever keeps it in an object. */
export const parameterName = /^(?!(?:__proto__|constructor|prototype)$)[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** `--param` as it was typed: `mood.words=3`. The value is text until it meets its declaration. */
export interface ParameterFlag {
  readonly reward: string;
  readonly key: string;
  readonly value: string;
}

/** Reads `reward.key=value`; the reward's name may hold dots. Throws `specification-invalid`. */
export function parseParameterFlag(flag: string): ParameterFlag {
  const match = /^(?<reward>[^=]+)\.(?<key>[^.=]+)=(?<value>.*)$/su.exec(flag);
  const { reward, key, value } = match?.groups ?? {};
  if (reward === undefined || key === undefined || value === undefined) {
    throw new SteeringError(
      "specification-invalid",
      `"${flag}" does not set a parameter. Write it as reward.parameter=value, for example length.target=80.`,
      { details: { field: "parameters" } },
    );
  }
  if (!parameterName.test(key.trim())) {
    throw new SteeringError(
      "specification-invalid",
      `"${flag}" does not set a parameter: none can be called ${key.trim()}. Write the name that the reward declares.`,
      { details: { field: "parameters" } },
    );
  }
  return { reward: reward.trim(), key: key.trim(), value };
}

/**
 * All declared parameters: `chosen` where it names them, else their defaults. Text is taken for a number or a
 * boolean where one is declared. Throws `specification-invalid` that names the reward, the parameter and what it
 * may be.
 */
export function resolveParameters(
  reward: string,
  declared: RewardParameters,
  chosen: Readonly<Record<string, ParameterValue>>,
): Record<string, ParameterValue> {
  for (const key of Object.keys(chosen)) {
    if (!Object.hasOwn(declared, key)) throw unknownParameter(reward, key, Object.keys(declared));
  }
  return Object.fromEntries(
    Object.entries(declared).map(([key, declaration]) => {
      const value = Object.hasOwn(chosen, key) ? chosen[key] : undefined;
      return [key, value === undefined ? declaration.default : resolve(reward, key, declaration, value)];
    }),
  );
}

/** The value as its declaration has it, or undefined where it does not fit. */
export function fitParameter(declaration: RewardParameter, value: ParameterValue): ParameterValue | undefined {
  switch (declaration.type) {
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
      return number >= (declaration.min ?? -Infinity) && number <= (declaration.max ?? Infinity) ? number : undefined;
    }
    case "boolean":
      if (value === "true" || value === "false") return value === "true";
      return typeof value === "boolean" ? value : undefined;
    case "choice":
      return typeof value === "string" && declaration.choices.includes(value) ? value : undefined;
    default:
      return typeof value === "string" ? value : String(value);
  }
}

/** What a parameter may be, for people: "a number from 0 to 10". */
export function describeParameter(declaration: RewardParameter): string {
  switch (declaration.type) {
    case "number": {
      const { min, max } = declaration;
      if (min !== undefined && max !== undefined) return `a number from ${min} to ${max}`;
      if (min !== undefined) return `a number of at least ${min}`;
      return max === undefined ? "a finite number" : `a number of at most ${max}`;
    }
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${declaration.choices.join(", ")}`;
    default:
      return "a text";
  }
}

function resolve(reward: string, key: string, declaration: RewardParameter, value: ParameterValue): ParameterValue {
  const fitted = fitParameter(declaration, value);
  if (fitted !== undefined) return fitted;
  throw new SteeringError(
    "specification-invalid",
    `The parameter ${key} of ${reward} is ${JSON.stringify(value)}, but it must be ${describeParameter(declaration)}. Change it and run again.`,
    { details: { reward, field: `parameters.${key}` } },
  );
}

function unknownParameter(reward: string, key: string, known: readonly string[]): SteeringError {
  const hint = known.length === 0 ? "It has no parameters" : `Its parameters are ${known.join(", ")}`;
  return new SteeringError("specification-invalid", `${reward} has no parameter named ${key}. ${hint}.`, {
    details: { reward, field: `parameters.${key}` },
  });
}
