/** Flags as a run specification. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { SteeringError } from "../errors.ts";
import { parseSpecification, type RunSpecification } from "../protocol/specification.ts";
import type { RewardInfo } from "../protocol/engine.ts";
import { parseParameterFlag } from "../rewards/parameters.ts";
import { rewardNameOf } from "../rewards/rewardName.ts";
import type { ParsedFlags } from "./flags.ts";
import { defaultModel } from "./runFlags.ts";

/** Fields that mean the same in flags and specification. */
const textFields = ["prompt", "suffix", "potential", "resampler", "resampling", "device"] as const;
const numberFields = ["particles", "steps", "strength", "every", "draws", "temperature", "length", "seed"] as const;

/** Throws `specification-invalid` and `reward-missing` with a sentence that names the flag. */
export function specificationOf(flags: ParsedFlags, builtins: readonly RewardInfo[]): RunSpecification {
  const sources = flags.all("reward").map((name) => rewardSource(name, builtins));
  const names = sources.map((source) => (source.kind === "builtin" ? source.name : rewardNameOf(source.path)));
  if (names.length === 0) {
    const known = builtins.map(({ name }) => name).join(", ");
    throw invalid("reward", `A run needs a reward. Name one with --reward: ${known}, or a .reward.ts file.`);
  }
  const weights = new Map(flags.all("weight").map((text) => parseWeight(text)));
  const parameters = flags.all("param").map((text) => parseParameterFlag(text));
  for (const name of [...weights.keys(), ...parameters.map(({ reward }) => reward)]) {
    if (!names.includes(name)) {
      throw invalid(
        "reward",
        `The run has no reward ${name} to set a weight or parameter of; it has ${names.join(", ")}.`,
      );
    }
  }
  const essThreshold = flags.number("ess");
  return parseSpecification({
    model: modelName(flags.text("model") ?? defaultModel),
    rewards: sources.map((source, index) => {
      const weight = weights.get(names[index]!);
      const own = parameters.filter(({ reward }) => reward === names[index]);
      return {
        source,
        parameters: Object.fromEntries(own.map(({ key, value }) => [key, value])),
        ...(weight === undefined ? {} : { weight }),
      };
    }),
    ...given(textFields, (name) => flags.text(name)),
    ...given(numberFields, (name) => flags.number(name)),
    ...(essThreshold === undefined ? {} : { essThreshold }),
  });
}

function given(names: readonly string[], read: (name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, read(name)]).filter(([, value]) => value !== undefined));
}

/** A folder that is there is meant as a folder; anything else is a name. */
function modelName(model: string): string {
  return /[\\/]/u.test(model) || existsSync(resolve(model, "config.json")) ? resolve(model) : model;
}

function rewardSource(name: string, builtins: readonly RewardInfo[]): RewardInfo["source"] {
  if (builtins.some((reward) => reward.name === name)) return { kind: "builtin", name };
  if (/\.[cm]?[jt]s$/u.test(name) || /[\\/]/u.test(name)) return { kind: "file", path: resolve(name) };
  const known = builtins.map((reward) => reward.name).join(", ");
  throw new SteeringError(
    "reward-missing",
    `There is no reward ${name}. Use one of ${known}, or the path of a .reward.ts file.`,
    { details: { reward: name } },
  );
}

/** `name=number` */
function parseWeight(text: string): [string, number] {
  const at = text.lastIndexOf("=");
  const value = text.slice(at + 1).trim();
  if (at < 1 || value === "" || !Number.isFinite(Number(value))) {
    throw invalid("weight", `--weight must be name=number, and it is "${text}".`);
  }
  return [text.slice(0, at).trim(), Number(value)];
}

function invalid(field: string, message: string): SteeringError {
  return new SteeringError("specification-invalid", message, { details: { field } });
}
