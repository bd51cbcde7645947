/** Counts what a reward asks of the reward models, and says when it asks for one sample where it could ask for all. */
import { everyModel, modelNamed } from "../../protocol/rewardModels.ts";
import type { RewardModels } from "../../rewards/reward.ts";

export interface ModelAsks {
  readonly calls: number;
  /** Texts or images. */
  readonly texts: number;
  /** Inside the models. */
  readonly seconds: number;
}

export interface CountedModels {
  readonly models: RewardModels;
  /** Since it was made. */
  readonly asks: () => ModelAsks;
}

export function countAsks(models: RewardModels): CountedModels {
  const count = { calls: 0, texts: 0, seconds: 0 };
  async function counted(samples: number, ask: () => Promise<number[]>): Promise<number[]> {
    const began = performance.now();
    count.calls += 1;
    count.texts += samples;
    try {
      return await ask();
    } finally {
      count.seconds += (performance.now() - began) / 1000;
    }
  }
  return {
    models: everyModel((name) => {
      const ask = modelNamed(models, name);
      return (inputs, folder, asked) => counted(inputs.length, () => ask(inputs, folder, asked));
    }),
    asks: () => ({ ...count }),
  };
}

/** Fewer samples than these say nothing: a call of one is then all that there is to ask. */
const fewSamples = 4;

/** What to change in a reward that asked like this while it scored `samples` in `calls` calls; undefined: nothing. */
export function batchHint(reward: string, asks: ModelAsks, samples: number, calls: number): string | undefined {
  const oneByOne = asks.calls >= samples && asks.texts < 2 * asks.calls;
  if (!oneByOne || samples < fewSamples * calls) return undefined;
  return (
    `${reward} asked a reward model ${asks.calls} times for ${samples} samples, with one each time. ` +
    "Ask once for all, which is faster: await models.sentiment(samples.map((sample) => sample.text)), or await models.match(samples)."
  );
}
