/** The answers of a sandbox: load one reward, score batches with it. */
import type { CancellationToken, MessageConnection } from "vscode-jsonrpc/node";
import { SteeringError } from "../errors.ts";
import { askModel, loadReward, rewardLog, scoreBatch } from "../protocol/sandbox.ts";
import type { LoadReward, LoadedReward, ScoreBatch } from "../protocol/sandbox.ts";
import { fromWire, toWire } from "../protocol/wire.ts";
import { validateDefinition } from "../rewards/validateDefinition.ts";
import type { CheckedReward } from "../rewards/validateDefinition.ts";
import { validateScores } from "../rewards/validateScores.ts";
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
  let reward: (CheckedReward & { readonly name: string }) | undefined;
  let name = "reward";
  let fail: ((error: unknown) => void) | undefined;
  const log = openLog((message) => void connection.sendNotification(rewardLog, { message }));

  /** Runs the reward's code; what it throws, there or in something that it left behind, is told as data. */
  async function guarded<T>(code: () => Promise<T>): Promise<T> {
    log.restart();
    try {
      return await Promise.race([code(), new Promise<never>((_, reject) => (fail = reject))]);
    } catch (error) {
      throw toWire(threw(name, error));
    } finally {
      fail = undefined;
    }
  }

  connection.onRequest(loadReward, (request: LoadReward) => {
    name = request.name;
    return guarded(async (): Promise<LoadedReward> => {
      const checked = validateDefinition(name, await load(name, request.code));
      reward = { ...checked, name };
      const { accepts, description, hardConstraint, parameters, fixtures } = checked;
      return { accepts, description, hardConstraint, parameters, fixtures, sandboxed };
    });
  });

  connection.onRequest(scoreBatch, ({ samples, parameters }: ScoreBatch, token: CancellationToken) =>
    guarded(async (): Promise<number[]> => {
      if (reward === undefined) throw new SteeringError("internal", "The reward is not loaded.");
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const context = Object.freeze({ models: models(token), parameters, log: log.write, signal: stop.signal });
      const scores = await reward.score(samples, context);
      return Array.from(validateScores(name, scores, samples.length, reward.hardConstraint));
    }),
  );

  function models(token: CancellationToken): object {
    return Object.freeze({
      async sentiment(texts: readonly string[]): Promise<number[]> {
        if (!Array.isArray(texts)) throw new TypeError("models.sentiment takes a list of texts, all at once");
        try {
          return await connection.sendRequest(
            askModel,
            { model: "sentiment", inputs: Array.from(texts, String) },
            token,
          );
        } catch (error) {
          throw fromWire(error);
        }
      },
    });
  }

  return {
    log: log.write,
    failed(thrown) {
      if (fail !== undefined) fail(thrown);
      else log.write(`threw after it had answered: ${threw(name, thrown).message}`);
    },
  };
}
