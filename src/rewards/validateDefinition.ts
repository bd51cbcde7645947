/** Makes sure that what a reward file exports is a reward. Pure. */
import { beginningOf } from "../cutText.ts";
import { kindOf, notAReward, show } from "./notAReward.ts";
import { describeParameter, fitParameter, parameterName } from "./parameters.ts";
import type { ParameterValue, RewardFixture, RewardParameter, RewardParameters } from "./reward.ts";
import { validateFixtures } from "./validateFixtures.ts";

/** A reward that was looked at once and copied, so that it cannot change afterwards. */
export interface CheckedReward {
  readonly accepts: "text" | "image";
  readonly description: string;
  readonly hardConstraint: boolean;
  readonly parameters: RewardParameters;
  readonly fixtures: readonly RewardFixture[];
  /** The reward's own function, bound to its object. */
  readonly score: (samples: readonly unknown[], context: unknown) => unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the exports of a reward's module. Throws `reward-shape`, with the reward's name and what to write instead.
 * Whatever a getter or a proxy throws while it is read comes through as it is.
 */
export function validateDefinition(name: string, exports: Fields): CheckedReward {
  if (!("default" in exports)) {
    const others = Object.keys(exports).slice(0, 5).join(", ");
    throw notAReward(
      name,
      others === "" ? "it exports nothing" : `it exports ${others}, but has no default export`,
      'End the file with: export default defineReward({ accepts: "text", score(samples) { … } })',
    );
  }
  const reward = exports["default"];
  if (typeof reward !== "object" || reward === null) {
    const advice =
      typeof reward === "function"
        ? 'Put the function into defineReward({ accepts: "text", score })'
        : "Export defineReward({ … })";
    throw notAReward(name, `its default export is ${kindOf(reward)}`, advice);
  }
  const { accepts, score, description, hardConstraint, parameters: declared, fixtures } = reward as Fields;
  if (accepts !== "text" && accepts !== "image") {
    throw notAReward(name, `accepts is ${show(accepts)}`, 'Write accepts: "text" or accepts: "image"');
  }
  if (typeof score !== "function") {
    throw notAReward(name, `score is ${kindOf(score)}`, "Write score(samples) { return samples.map(…) }");
  }
  if (description !== undefined && typeof description !== "string") {
    throw notAReward(name, `description is ${kindOf(description)}`, "Make it a text, or leave it out");
  }
  if (hardConstraint !== undefined && typeof hardConstraint !== "boolean") {
    throw notAReward(name, `hardConstraint is ${kindOf(hardConstraint)}`, "Make it true or false, or leave it out");
  }
  const parameters = checkParameters(name, declared);
  return {
    accepts,
    description: beginningOf(description ?? "", 500),
    hardConstraint: hardConstraint ?? false,
    parameters,
    fixtures: validateFixtures({ name, accepts, parameters }, fixtures),
    score: (samples, context) => Reflect.apply(score, reward, [samples, context]),
  };
}

function checkParameters(name: string, parameters: unknown): RewardParameters {
  if (parameters === undefined) return {};
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    throw notAReward(
      name,
      `parameters is ${kindOf(parameters)}`,
      'Write parameters: { words: { type: "number", default: 3 } }',
    );
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([key, declared]) => {
      if (!parameterName.test(key)) {
        throw notAReward(
          name,
          `a parameter is named ${show(key)}`,
          "Use letters, digits, _ and -, and no name that every object has",
        );
      }
      return [key, checkParameter(name, key, declared as unknown)];
    }),
  );
}

function checkParameter(name: string, key: string, declared: unknown): RewardParameter {
  if (typeof declared !== "object" || declared === null) {
    throw notAReward(name, `the parameter ${key} is ${kindOf(declared)}`, 'Write it as { type: "number", default: 3 }');
  }
  const { type, description, min, max, step, choices, default: value } = declared as Fields;
  const described = typeof description === "string" ? { description: beginningOf(description, 500) } : {};
  const parameter = { ...(declarationOf(name, key, type, { min, max, step, choices }) as object), ...described };
  const full = { ...parameter, default: value } as RewardParameter;
  if (typeof value !== defaultType[full.type] || fitParameter(full, value as ParameterValue) === undefined) {
    throw notAReward(
      name,
      `the default of its parameter ${key} is ${show(value)}`,
      `It must be ${describeParameter(full)}`,
    );
  }
  return full;
}

const defaultType = { number: "number", string: "string", boolean: "boolean", choice: "string" } as const;

function declarationOf(name: string, key: string, type: unknown, of: Fields): unknown {
  if (type === "string" || type === "boolean") return { type };
  if (type === "number") return { type, ...bounds(name, key, of) };
  if (type !== "choice") {
    throw notAReward(
      name,
      `the type of its parameter ${key} is ${show(type)}`,
      "It must be number, string, boolean or choice",
    );
  }
  const choices = Array.isArray(of["choices"]) ? Array.from(of["choices"] as readonly unknown[]) : [];
  if (choices.length === 0 || choices.some((choice) => typeof choice !== "string")) {
    throw notAReward(
      name,
      `the choices of its parameter ${key} are not a list of texts`,
      'Write choices: ["one", "other"]',
    );
  }
  return { type, choices };
}

function bounds(name: string, key: string, of: Fields): Record<string, number> {
  const given = Object.entries(of).filter(([field, value]) => field !== "choices" && value !== undefined);
  for (const [field, value] of given) {
    if (typeof value !== "number" || Number.isNaN(value) || (field === "step" && value <= 0)) {
      throw notAReward(name, `${field} of its parameter ${key} is ${show(value)}`, "It must be a number");
    }
  }
  return Object.fromEntries(given) as Record<string, number>;
}
