/** The engine's side of `context.models` and `context.log`: what a sandbox may ask and say, within limits. */
import type { MessageConnection } from "vscode-jsonrpc/node";
import { SteeringError } from "../../errors.ts";
import { answer } from "../../protocol/call.ts";
import { askModel, mostCharacters, rewardLog } from "../../protocol/sandbox.ts";
import type { RewardModels } from "../../rewards/reward.ts";
import { plainText } from "./plainText.ts";

const longestLine = 10_000;
/** Lines a second; the rest is dropped. */
const mostLines = 2000;

/** Nothing that arrives here is believed: the process that sends it runs the user's code. */
export function openModelDesk(
  connection: MessageConnection,
  reward: string,
  models: RewardModels,
  onLog: (message: string) => void,
): void {
  answer(connection, askModel, ({ model, inputs }) => {
    if ((model as string) !== "sentiment") throw refusal(reward, "there is no such model");
    return models.sentiment(textsOf(reward, inputs));
  });
  let lines = 0;
  let second = 0;
  connection.onNotification(rewardLog, ({ message }) => {
    const now = Math.floor(performance.now() / 1000);
    lines = now === second ? lines + 1 : 1;
    second = now;
    if (typeof message === "string" && lines <= mostLines) onLog(plainText(message, longestLine));
  });
}

function textsOf(reward: string, inputs: unknown): readonly string[] {
  if (!Array.isArray(inputs) || !inputs.every((input) => typeof input === "string")) {
    throw refusal(reward, "it takes a list of texts");
  }
  const characters = inputs.reduce((sum, input) => sum + input.length, 0);
  if (characters > mostCharacters)
    throw refusal(reward, `it takes ${mostCharacters} characters at once, and these are ${characters}`);
  return inputs;
}

function refusal(reward: string, what: string): SteeringError {
  return new SteeringError("reward-threw", `models.sentiment could not answer: ${what}`, { details: { reward } });
}
