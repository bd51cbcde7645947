/** How much time and memory the engine may spend on a model or a reward, and what a person may raise that to. Pure. */

/** For opening a model. 0 leaves a limit to what lies in the model's folder (`limitsFor`). */
export interface OpeningLimits {
  readonly seconds: number;
  readonly megabytes: number;
}

export const bySize: OpeningLimits = { seconds: 0, megabytes: 0 };
/** A day, and a terabyte. */
export const mostOpening: OpeningLimits = { seconds: 86_400, megabytes: 1_048_576 };

/** For a folder of so many bytes: generous on a slow disk and a busy machine, and an end all the same. */
export function limitsFor(bytes: number, { seconds, megabytes }: OpeningLimits): OpeningLimits {
  return {
    seconds: seconds || 60 + Math.ceil(30 * (bytes / 1e9)),
    // The weights as they lie there, and as ONNX Runtime packs them for the processor.
    megabytes: megabytes || 2048 + Math.ceil(3 * (bytes / 2 ** 20)),
  };
}

/** What a reward of the workspace may take and reach. */
export interface RewardLimits {
  /** Time-out of a call: base + perSample × samples. */
  readonly milliseconds: number;
  readonly millisecondsPerSample: number;
  /** Resident memory of a reward's process. */
  readonly memoryMegabytes: number;
  /** True: it may call services by `fetch` and `WebSocket`. Files and processes stay closed. */
  readonly allowNetwork: boolean;
}

export const defaultRewardLimits: RewardLimits = {
  milliseconds: 2000,
  millisecondsPerSample: 20,
  memoryMegabytes: 512,
  allowNetwork: false,
};

/** Most rows of a run of an image model's denoiser that a person may ask for. */
export const mostImageChunk = 256;
