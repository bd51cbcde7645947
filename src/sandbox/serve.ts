/** The answers of a sandbox: load one reward, score batches with it. */
import type { MessageConnection } from "vscode-jsonrpc/node";
import { SteeringError } from "../errors.ts";
import { answer } from "../protocol/call.ts";
import { loadReward, rewardLog, scoreBatch } from "../protocol/sandbox.ts";
import type { LoadedReward } from "../protocol/sandbox.ts";
import { boundedDeclaration } from "../rewards/boundedDeclaration.ts";
import { validateDefinition } from "../rewards/validateDefinition.ts";
import type { CheckedReward } from "../rewards/validateDefinition.ts";
import { validateScores } from "../rewards/validateScores.ts";
import { askedModels } from "./askedModels.ts";
import type { LoadModule } from "./imports.ts";
import { openLog } from "./log.ts";
import { threw } from "./thrown.ts";

export interface Serving {
  /** Receives what the reward logs. */
  readonly log: (...values: readonly unknown[]) => void;
  /** Something that the reward left behind threw: the call that is under way fails with it. */
  failed(thrown: unknown): void;
}

export function serveReward(connection: MessageConnection, load: LoadModule, sandboxed: boolean): Serving {
  let reward: CheckedReward | undefined;
  let name = "reward";
  let fail: ((error: unknown) => void) | undefined;
  const log = openLog((message) => void connection.sendNotification(rewardLog, { message }));
  const ask = askedModels(connection);

  /** Runs the reward's code; what it throws, there or in something that it left behind, is told as data. */
  async function guarded<T>(code: () => Promise<T>): Promise<T> {
    log.restart();
    try {
      return await Promise.race([code(), new Promise<never>((_, reject) => (fail = reject))]);
    } catch (error) {
      throw threw(name, error);
    } finally {
      fail = undefined;
    }
  }

  answer(connection, loadReward, (request) => {
    name = request.name;
    return guarded(async (): Promise<LoadedReward> => {
      reward = boundedDeclaration(name, validateDefinition(name, await load(name, request.code)));
      const { accepts, description, hardConstraint, parameters, fixtures } = reward;
      return { accepts, description, hardConstraint, parameters, fixtures, sandboxed };
    });
  });

  answer(connection, scoreBatch, ({ samples, parameters }, signal) =>
    guarded(async (): Promise<number[]> => {
      if (reward === undefined) throw new SteeringError("internal", "The reward is not loaded.");
      const context = Object.freeze({ models: ask(signal), parameters, log: log.write, signal });
      const scores = await reward.score(samples, context);
      return Array.from(validateScores(name, scores, samples.length, reward.hardConstraint));
    }),
  );

  return {
    log: log.write,
    failed(thrown) {
      if (fail !== undefined) fail(thrown);
      else log.write(`threw after it had answered: ${threw(name, thrown).message}`);
    },
  };
}
