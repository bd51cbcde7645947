/** Keeps an engine that dies again and again from being started for ever. Pure: the caller brings the clock. */

export interface CrashGuard {
  /** Notes an unexpected death. */
  died(now: number): void;
  /** Milliseconds until the engine may be started again; 0: now. */
  wait(now: number): number;
  /** Forgets every death: a person asked for a restart. */
  reset(): void;
}

/** After `limit` deaths within `window` milliseconds, no start until `window` has passed since the first of them. */
export function createCrashGuard(limit = 5, window = 60_000): CrashGuard {
  let deaths: number[] = [];
  return {
    died(now) {
      deaths = [...deaths, now].slice(-limit);
    },
    wait(now) {
      const first = deaths[0];
      if (deaths.length < limit || first === undefined) return 0;
      return Math.max(0, first + window - now);
    },
    reset() {
      deaths = [];
    },
  };
}
