/** How much time and memory a reward of the workspace may take. */
export interface RewardLimits {
  /** Time-out of a call: base + perSample × samples. */
  readonly milliseconds: number;
  readonly millisecondsPerSample: number;
  /** Resident memory of a reward's process. */
  readonly memoryMegabytes: number;
}

export const defaultRewardLimits: RewardLimits = {
  milliseconds: 2000,
  millisecondsPerSample: 20,
  memoryMegabytes: 512,
};
