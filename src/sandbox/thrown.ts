/** What a reward threw, as data. Anything can be thrown, also things that throw when they are looked at. */
import { SteeringError } from "../errors.ts";

const longestMessage = 2000;
const longestStack = 20_000;

/** `reward-threw` with the thrown error's own stack in `details.stack`; the engine finds the user's line in it. */
export function threw(reward: string, thrown: unknown): SteeringError {
  if (thrown instanceof SteeringError) return thrown;
  const [message, stack] = describe(thrown);
  return new SteeringError("reward-threw", cut(message, longestMessage), {
    details: { reward, stack: cut(stack, longestStack) },
  });
}

function describe(thrown: unknown): readonly [message: string, stack: string] {
  try {
    if (!(thrown instanceof Error)) return [String(thrown), ""];
    const { name, message, stack } = thrown as { readonly [key in "name" | "message" | "stack"]: unknown };
    return [name === "Error" ? String(message) : `${String(name)}: ${String(message)}`, String(stack)];
  } catch {
    return ["it threw something that cannot be shown", ""];
  }
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
