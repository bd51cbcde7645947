/** Regular expressions that a person typed, matched within a time limit. Knows no VS Code. */
import { Script, createContext } from "node:vm";
import { SteeringError } from "../errors.ts";

/** Milliseconds for a whole batch; a pattern without runaway backtracking needs microseconds a text. */
const limit = 500;

const matching = new Script("texts.map((text) => pattern.test(text))");
const context: { texts: readonly string[]; pattern: RegExp } = { texts: [], pattern: /$^/u };

/**
 * Which of the texts match. The match runs where V8 can interrupt it, since a pattern such as (a+)+$ may otherwise
 * take longer than the universe. Throws `reward-timeout`.
 */
export function boundedTest(pattern: RegExp, texts: readonly string[]): boolean[] {
  createContextOnce();
  context.texts = texts;
  context.pattern = pattern;
  try {
    return matching.runInContext(context, { timeout: limit }) as boolean[];
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new SteeringError(
      "reward-timeout",
      `The pattern ${String(pattern)} took longer than ${limit} ms on ${texts.length} texts: it probably backtracks without end. Write it without nested repetition.`,
      { details: { reward: "contains", field: "parameters.words" }, cause: error },
    );
  }
}

let created = false;
function createContextOnce(): void {
  if (!created) createContext(context);
  created = true;
}
