/** The engine behind its protocol, whatever carries it: a forked process's channel, or the command line in person. */
import type {
  EngineAnswer,
  EngineCalls,
  EngineListener,
  EngineMethod,
  EngineParameters,
  EngineSettings,
} from "../protocol/engine.ts";
import type { ComparisonEvent } from "../protocol/comparison.ts";
import { bySize, defaultRewardLimits } from "../protocol/limits.ts";
import type { RunEvent, RunResult } from "../protocol/run.ts";
import type { SweepEvent } from "../protocol/sweep.ts";
import { useCudaFolder } from "../runtime/cuda/cudaFolder.ts";
import { listModels } from "../runtime/folders/modelFolders.ts";
import { compare } from "./compare/compare.ts";
import { checkModelDevices } from "./models/checkModelDevices.ts";
import { createModelStore } from "./models/modelStore.ts";
import { showModel } from "./models/showModel.ts";
import { checkRewardFile, describeRewardFile, listBuiltins } from "./reward/inspectReward.ts";
import { judge } from "./run/judge.ts";
import { replay } from "./run/replay.ts";
import { goOn, resume } from "./run/resume.ts";
import { run, type RunOptions } from "./run/run.ts";
import { debugReward } from "./scoring/debugReward.ts";
import { profileReward, scoreTexts } from "./scoring/scoreTexts.ts";
import { sweep } from "./sweep/sweep.ts";
import { testRewardFile } from "./rewardTests/testRewardFile.ts";
import { teach } from "./teach/teach.ts";
import { createRunQueue } from "./run/runQueue.ts";

type Answers = {
  readonly [Method in EngineMethod]: (
    parameters: EngineParameters<Method>,
    signal: AbortSignal,
  ) => Promise<EngineAnswer<Method>> | EngineAnswer<Method>;
};

export interface Engine extends EngineCalls, AsyncDisposable {
  readonly methods: readonly EngineMethod[];
}

/** What is being run is told to the listener; the command line, which runs nothing while it lists, needs none. */
export function createEngine({
  onRunEvent,
  onComparisonEvent,
  onSweepEvent,
  onInspected,
}: Partial<EngineListener> = {}): Engine {
  let settings: EngineSettings = {
    modelFolders: [],
    embeddedModelFolders: [],
    rewardFolders: [],
    trusted: false,
    reward: defaultRewardLimits,
    imageChunk: undefined,
    opening: bySize,
    cacheFolder: undefined,
  };
  const models = createModelStore();
  const queue = createRunQueue();
  const halts = new Map<string, AbortController>();

  /** A run, when those before it are over. */
  async function inTurn(
    id: string,
    signal: AbortSignal,
    task: (options: RunOptions) => Promise<RunResult>,
  ): Promise<RunResult> {
    const emit = (event: RunEvent): void => onRunEvent?.(id, event);
    const halt = new AbortController();
    halts.set(id, halt);
    try {
      return await queue.enqueue(() => task({ settings, models, signal, halt: halt.signal, emit }), {
        signal,
        onWait: () => emit({ kind: "queued" }),
      });
    } finally {
      halts.delete(id);
    }
  }

  const answers: Answers = {
    "engine/configure"(next) {
      settings = next;
      useCudaFolder(next.cudaFolder, next.cacheFolder);
    },
    "models/list": () => listModels(settings.modelFolders, settings.embeddedModelFolders),
    "models/show": ({ model }) => showModel(model, settings),
    "devices/check": ({ model }, signal) =>
      queue.enqueue(
        async () => {
          // A device may have no room for a model twice.
          await models.release();
          return checkModelDevices(model, settings, signal);
        },
        { signal },
      ),
    "rewards/list": listBuiltins,
    "rewards/describe": ({ path }, signal) => describeRewardFile(path, { settings, signal }),
    "rewards/check": ({ path, text }) => checkRewardFile(path, { settings, ...(text === undefined ? {} : { text }) }),
    "rewards/test": (request, signal) => testRewardFile(request, { settings, signal }),
    "rewards/score": (request, signal) => scoreTexts(request, { settings, signal }),
    "rewards/debug": (request, signal) =>
      debugReward(request, { settings, signal, onInspected: (inspected) => onInspected?.(request.id, inspected) }),
    "rewards/profile": (request, signal) => profileReward(request, { settings, signal }),
    "run/start": (request, signal) => inTurn(request.id, signal, (options) => run(request, options)),
    "run/resume": (request, signal) => inTurn(request.id, signal, (options) => resume(request, options)),
    "run/goOn": (request, signal) => inTurn(request.id, signal, (options) => goOn(request, options)),
    "run/halt": ({ id }) => halts.get(id)?.abort(),
    "run/replay": (request, signal) =>
      queue.enqueue(() => replay(request, { settings, models, signal, emit: () => {} }), { signal }),
    "run/teach": (request, signal) => teach(request, { settings, signal }),
    "run/judge": (request, signal) =>
      queue.enqueue(() => judge(request, { settings, models, signal, emit: () => {} }), { signal }),
    "comparison/start": (request, signal) => {
      const emit = (event: ComparisonEvent): void => onComparisonEvent?.(request.id, event);
      const onWait = (): void => emit({ kind: "queued" });
      return queue.enqueue(() => compare(request, { settings, models, signal, emit }), { signal, onWait });
    },
    "sweep/start": (request, signal) => {
      const emit = (event: SweepEvent): void => onSweepEvent?.(request.id, event);
      const onWait = (): void => emit({ kind: "queued" });
      return queue.enqueue(() => sweep(request, { settings, models, signal, emit }), { signal, onWait });
    },
  };
  return {
    methods: Object.keys(answers) as EngineMethod[],
    call: async (method, parameters, signal = new AbortController().signal) => answers[method](parameters, signal),
    [Symbol.asyncDispose]: () => models[Symbol.asyncDispose](),
  };
}
