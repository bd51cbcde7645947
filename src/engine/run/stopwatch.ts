/** Where a run's time goes. Reads the clock to tell, never to decide. */

export interface Stopwatch {
  /** Seconds since the stopwatch was made. */
  total(): number;
  /** Adds the time that `task` takes to its account. */
  measure<Result>(account: string, task: () => Promise<Result>): Promise<Result>;
  /** Seconds on an account. */
  seconds(account: string): number;
}

export function createStopwatch(): Stopwatch {
  const start = performance.now();
  const accounts = new Map<string, number>();
  return {
    total: () => (performance.now() - start) / 1000,
    async measure(account, task) {
      const before = performance.now();
      try {
        return await task();
      } finally {
        accounts.set(account, (accounts.get(account) ?? 0) + (performance.now() - before) / 1000);
      }
    },
    seconds: (account) => accounts.get(account) ?? 0,
  };
}
