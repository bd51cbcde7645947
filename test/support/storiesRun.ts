/** Text runs of the real embedded model in this process, for what cannot be seen from outside the engine. */
import { join } from "node:path";
import { openReward } from "../../src/engine/reward/openReward.ts";
import { steeredRun, type SteeredRunOptions, type SteeredRunOutcome } from "../../src/engine/run/steeredRun.ts";
import { textRunModel } from "../../src/engine/models/textRunModel.ts";
import { defaultRewardLimits } from "../../src/protocol/limits.ts";
import type { RunEvent } from "../../src/protocol/run.ts";
import { parseSpecification } from "../../src/protocol/specification.ts";
import { openTextModel } from "../../src/runtime/text/onnxTextModel.ts";
import { repository, smallRun } from "./forkedEngine.ts";

export interface StoriesRun {
  readonly result: SteeredRunOutcome["result"];
  readonly events: readonly RunEvent[];
  /** How often the denoiser was called, with however many sequences. */
  readonly denoiserCalls: number;
}

export interface Stories extends AsyncDisposable {
  /** Runs what differs from a small default. */
  run(request: object, options?: Partial<SteeredRunOptions>): Promise<StoriesRun>;
}

export async function openStories(): Promise<Stories> {
  const { signal } = new AbortController();
  const opened = await openTextModel(join(repository, "media", "models", "stories"), { device: "cpu", signal });
  let denoiserCalls = 0;
  const model = {
    ...opened,
    denoiser: {
      ...opened.denoiser,
      logits: (...given: Parameters<typeof opened.denoiser.logits>) => {
        denoiserCalls++;
        return opened.denoiser.logits(...given);
      },
    },
  };
  return {
    async run(request, options = {}) {
      const asked = parseSpecification({ ...smallRun, ...request });
      const specification = { ...asked, steps: asked.steps ?? smallRun.steps };
      const settings = { rewardFolders: [repository], trusted: true, reward: defaultRewardLimits };
      await using rewards = new AsyncDisposableStack();
      const open = [];
      for (const choice of specification.rewards) open.push(rewards.use(await openReward(choice, { settings })));
      const events: RunEvent[] = [];
      const callsBefore = denoiserCalls;
      const emit = (event: RunEvent): void => {
        events.push(event);
      };
      const { result } = await steeredRun(specification, textRunModel(model), open, { signal, emit, ...options });
      return { result, events, denoiserCalls: denoiserCalls - callsBefore };
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
