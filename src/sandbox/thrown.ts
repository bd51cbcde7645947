/** What a reward threw, as data. Anything can be thrown, also things that throw when they are looked at. */
import { shortened } from "../cutText.ts";
import { SteeringError } from "../errors.ts";

const longestMessage = 2000;
const longestStack = 20_000;

/** `reward-threw` with the thrown error's own stack in `details.stack`; the engine finds the user's line in it. */
export function threw(reward: string, thrown: unknown): SteeringError {
  if (isOurs(thrown)) return withoutStack(thrown);
  const [message, stack] = describe(thrown);
  return withoutStack(
    new SteeringError("reward-threw", shortened(message, longestMessage), {
      details: { reward, stack: shortened(stack, longestStack) },
    }),
  );
}

/** What a proxy is an instance of is answered by code of the reward. */
function isOurs(thrown: unknown): thrown is SteeringError {
  try {
    return thrown instanceof SteeringError;
  } catch {
    return false;
  }
}

/** A reward may have changed how stacks are made; ours is of no use to it anyway. */
function withoutStack(error: SteeringError): SteeringError {
  Reflect.defineProperty(error, "stack", { value: undefined });
  return error;
}

function describe(thrown: unknown): readonly [message: string, stack: string] {
  try {
    if (!(thrown instanceof Error)) return [String(thrown), ""];
    const { name, message } = thrown as { readonly [key in "name" | "message"]: unknown };
    const text = name === "Error" ? String(message) : `${String(name)}: ${String(message)}`;
    // A stack repeats the message: one of megabytes would be copied again and again.
    return [text, text.length > longestStack ? "" : String(thrown.stack)];
  } catch {
    return ["it threw something that cannot be shown", ""];
  }
}
