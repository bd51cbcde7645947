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
