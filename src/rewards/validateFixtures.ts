/** Makes sure that a reward's fixtures are fixtures, and that some reward could meet them all. Pure. */
import { beginningOf } from "../cutText.ts";
import { contradiction } from "./fixtureContradiction.ts";
import { kindOf, notAReward, show } from "./notAReward.ts";
import { describeParameter, fitParameter } from "./parameters.ts";
import type { ParameterValue, RewardFixture, RewardParameters } from "./reward.ts";

export interface FixturesOf {
  readonly name: string;
  readonly accepts: "text" | "image";
  readonly parameters: RewardParameters;
}

const mostFixtures = 1000;
const longestText = 100_000;
const shape = 'Write { better: "…", worse: "…" } or { text: "…", min: 0, max: 1 }';

/** Copies them, each field read once. Throws `reward-shape` that says which one is wrong (counted from 1) and why. */
export function validateFixtures(of: FixturesOf, given: unknown): readonly RewardFixture[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw notAReward(of.name, `fixtures is ${kindOf(given)}`, `${shape} in a list`);
  if (given.length > mostFixtures) {
    throw notAReward(of.name, `it has ${given.length} fixtures`, `Leave at most ${mostFixtures}`);
  }
  if (given.length > 0 && of.accepts === "image") {
    throw notAReward(of.name, "it accepts images and has fixtures, which are texts", "Leave fixtures out");
  }
  const fixtures = Array.from(given as readonly unknown[], (one, index) => checkFixture(of, one, index + 1));
  const against = contradiction(fixtures, of.parameters);
  if (against === undefined) return fixtures;
  const names = new Intl.ListFormat("en").format(against.map(String));
  throw notAReward(
    of.name,
    against.length === 1
      ? `its fixture ${names} cannot be met: it wants one text to be better than itself`
      : `its fixtures ${names} contradict one another, so no score could meet them all`,
    "Change or remove one of them",
  );
}

function checkFixture(of: FixturesOf, given: unknown, number: number): RewardFixture {
  const wrong = (what: string, advice: string): Error => notAReward(of.name, `its fixture ${number} ${what}`, advice);
  if (typeof given !== "object" || given === null) throw wrong(`is ${kindOf(given)}`, shape);
  const { name, prompt, parameters, better, worse, text, min, max } = given as Record<string, unknown>;
  const textOf = (key: string, value: unknown): string => {
    if (typeof value !== "string") throw wrong(`has a ${key} that is ${kindOf(value)}`, "Make it a text");
    if (value.length > longestText) throw wrong(`has a ${key} of ${value.length} characters`, "Shorten it");
    return value;
  };
  const boundOf = (key: string, value: unknown): number => {
    if (typeof value === "number" && !Number.isNaN(value)) return value;
    throw wrong(`has a ${key} that is ${show(value)}`, "Make it a number, or leave it out");
  };
  const setting = {
    ...(name === undefined ? {} : { name: beginningOf(textOf("name", name), 200) }),
    ...(prompt === undefined ? {} : { prompt: textOf("prompt", prompt) }),
    ...(parameters === undefined ? {} : { parameters: checkValues(of, parameters, wrong) }),
  };
  const isOrder = better !== undefined || worse !== undefined;
  if (isOrder === (text !== undefined)) throw wrong(isOrder ? "is of both kinds" : "is of neither kind", shape);
  if (isOrder) return { ...setting, better: textOf("better", better), worse: textOf("worse", worse) };
  const range = {
    ...(min === undefined ? {} : { min: boundOf("min", min) }),
    ...(max === undefined ? {} : { max: boundOf("max", max) }),
  };
  if (min === undefined && max === undefined) throw wrong("expects nothing", "Give it a min, a max or both");
  if ((range.min ?? -Infinity) > (range.max ?? Infinity) || range.min === Infinity) {
    const to = range.max === undefined ? "" : ` to ${range.max}`;
    throw wrong(`wants a score from ${range.min}${to}, and there is none`, "Correct its min or max");
  }
  return { ...setting, text: textOf("text", text), ...range };
}

function checkValues(
  of: FixturesOf,
  given: unknown,
  wrong: (what: string, advice: string) => Error,
): Record<string, ParameterValue> {
  if (typeof given !== "object" || given === null) {
    throw wrong(`has parameters that are ${kindOf(given)}`, "Write parameters: { words: 3 }");
  }
  const known = Object.keys(of.parameters);
  return Object.fromEntries(
    Object.entries(given).map(([key, value]: [string, unknown]) => {
      const declared = Object.hasOwn(of.parameters, key) ? of.parameters[key] : undefined;
      if (declared === undefined) {
        const there = known.length === 0 ? "It has none" : `There are ${known.join(", ")}`;
        throw wrong(`sets a parameter ${show(key)} that the reward does not declare`, there);
      }
      const fitted = fitParameter(declared, value as ParameterValue);
      if (fitted === undefined) {
        throw wrong(`sets ${key} to ${show(value)}`, `It must be ${describeParameter(declared)}`);
      }
      return [key, fitted];
    }),
  );
}
