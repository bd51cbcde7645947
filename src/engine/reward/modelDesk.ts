/** The engine's side of `context.models` and `context.log`: what a sandbox may ask and say, within limits. */
import type { MessageConnection } from "vscode-jsonrpc/node";
import { SteeringError } from "../../errors.ts";
import { askModel, rewardLog } from "../../protocol/sandbox.ts";
import { toWire } from "../../protocol/wire.ts";
import type { RewardModels } from "../../rewards/reward.ts";

/** Most characters that a model reads at once: it runs in the engine, which must go on answering. */
const mostCharacters = 1_000_000;
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
  connection.onRequest(askModel, async ({ model, inputs }) => {
    try {
      if ((model as string) !== "sentiment") throw refusal(reward, "there is no such model");
      return await models.sentiment(textsOf(reward, inputs));
    } catch (error) {
      throw toWire(error);
    }
  });
  let lines = 0;
  let second = 0;
  connection.onNotification(rewardLog, ({ message }) => {
    const now = Math.floor(performance.now() / 1000);
    lines = now === second ? lines + 1 : 1;
    second = now;
    if (typeof message === "string" && lines <= mostLines) onLog(message.slice(0, longestLine + 1));
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
