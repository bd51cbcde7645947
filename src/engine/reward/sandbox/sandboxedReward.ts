/** A reward of the user, run in a process of its own, which is watched and started again when it had to be killed. */
import type { RewardLimits } from "../../../protocol/limits.ts";
import type { InspectedReward } from "../../../protocol/rewardDebug.ts";
import { type LoadedReward, loadReward, scoreBatch } from "../../../protocol/sandbox.ts";
import type { RewardModels } from "../../../rewards/reward.ts";
import { boundedDeclaration } from "../../../rewards/boundedDeclaration.ts";
import { validateDefinition } from "../../../rewards/validateDefinition.ts";
import { validateScores } from "../../../rewards/validateScores.ts";
import { explain } from "../explainReward.ts";
import { answerModelRequests } from "./modelRequests.ts";
import type { AnySample, ParameterRecord } from "../opened.ts";
import { plainText } from "../../../protocol/plainText.ts";
import { type RewardProcess, startRewardProcess } from "./rewardProcess.ts";
import { type SandboxEntry, sandboxEntry } from "./sandboxEntry.ts";
import { throwIfAborted } from "../../../errors.ts";
import { readyToWatch } from "./watchdog.ts";

export interface SandboxedRewardOptions {
  /** For messages. */
  readonly name: string;
  /** What `compileReward` made of it. */
  readonly code: string;
  /** The files that it was made of: stacks are searched for them. */
  readonly inputs: readonly string[];
  readonly limits: RewardLimits;
  readonly models: RewardModels;
  readonly onLog?: (message: string) => void;
  /** Stops the opening. */
  readonly signal?: AbortSignal;
  readonly entry?: SandboxEntry;
  /** Its first process waits for a debugger, where it says. */
  readonly inspect?: (inspected: InspectedReward) => void;
}

const longestDescription = 500;

/** The part of a loading's time that reading the code itself takes, on a slow machine. */
const millisecondsPerKilobyte = 2;

export interface SandboxedReward extends AsyncDisposable {
  readonly loaded: LoadedReward;
  /**
   * One number a sample, checked. Throws `reward-threw` (with `details.location`), `reward-result`,
   * `reward-not-finite`, `reward-timeout`, `reward-memory`, `reward-died`; `AbortError` at once when stopped. After
   * each it can be asked again: a process that is gone is started anew. Calls run one after the other.
   */
  score(samples: readonly AnySample[], parameters: ParameterRecord, signal?: AbortSignal): Promise<Float64Array>;
}

/** Starts the process and loads the reward. Throws as `score` does, and `reward-shape`. */
export async function openSandboxedReward(options: SandboxedRewardOptions): Promise<SandboxedReward> {
  const { name, limits } = options;
  let [running, loaded] = await start(options, options.signal);
  let last: Promise<unknown> = Promise.resolve();
  let disposed = false;

  async function score(
    samples: readonly AnySample[],
    parameters: ParameterRecord,
    signal?: AbortSignal,
  ): Promise<Float64Array> {
    throwIfAborted(signal);
    if (disposed) throw new Error(`The reward ${name} was asked after it was put away.`);
    await running.idle();
    if (!running.running) [running, loaded] = await start(options, signal);
    const milliseconds = limits.milliseconds + limits.millisecondsPerSample * samples.length;
    const doing = `scoring ${samples.length} ${samples.length === 1 ? "sample" : "samples"}`;
    try {
      const scores = await running.ask(scoreBatch, { samples, parameters }, milliseconds, signal);
      return validateScores(name, scores, samples.length, loaded.hardConstraint);
    } catch (error) {
      throw explain(error, {
        reward: name,
        files: options.inputs,
        doing,
        memoryMegabytes: limits.memoryMegabytes,
        signal,
      });
    }
  }

  return {
    get loaded() {
      return loaded;
    },
    score(samples, parameters, signal) {
      const next = last.then(() => score(samples, parameters, signal));
      last = next.catch(() => undefined);
      return next;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await running.end();
    },
  };
}

async function start(options: SandboxedRewardOptions, signal?: AbortSignal): Promise<[RewardProcess, LoadedReward]> {
  const { name, code, limits, models, onLog, inspect } = options;
  throwIfAborted(signal);
  readyToWatch();
  let running: RewardProcess | undefined;
  try {
    running = await startRewardProcess(
      options.entry ?? sandboxEntry(),
      limits,
      (connection, watchdog) =>
        answerModelRequests(connection, { reward: name, models, watchdog, onLog: onLog ?? (() => undefined) }),
      { inspect, signal },
    );
    const milliseconds = limits.milliseconds + Math.round((millisecondsPerKilobyte * code.length) / 1024);
    const loaded = await running.ask(loadReward, { name, code }, milliseconds, signal);
    return [running, checked(name, loaded)];
  } catch (error) {
    await running?.end();
    throw explain(error, {
      reward: name,
      files: options.inputs,
      doing: "loading",
      memoryMegabytes: limits.memoryMegabytes,
      signal,
    });
  }
}

/** What a sandbox says of its reward is looked at again: the reward ran in it before it said so. */
function checked(name: string, loaded: LoadedReward): LoadedReward {
  const definition = validateDefinition(name, { default: { ...loaded, score: () => [] } });
  const { accepts, description, hardConstraint, parameters, fixtures } = boundedDeclaration(name, definition);
  const shown = plainText(description, longestDescription);
  const sandboxed = (loaded.sandboxed as unknown) === true;
  return { accepts, description: shown, hardConstraint, parameters, fixtures, sandboxed };
}
