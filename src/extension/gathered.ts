/** What events ask for one by one, done for all that came meanwhile together. Knows nothing of what is done. */

/** Between an event and the work: a checkout or a script changes hundreds of files within it. */
const rest = 100;

/**
 * The work gets each key once, soon after the first; what is added while it goes on waits for its end, so that it is never
 * done twice at a time. What it throws is told to `failed`.
 */
export function gathered<Key>(
  work: (keys: readonly Key[]) => Promise<void>,
  failed: (error: unknown) => void = () => undefined,
): Disposable & { add(key: Key): void } {
  const waiting = new Set<Key>();
  let timer: NodeJS.Timeout | undefined;
  let isWorking = false;
  let isOver = false;
  const begin = async (): Promise<void> => {
    timer = undefined;
    const keys = [...waiting];
    waiting.clear();
    isWorking = true;
    await work(keys).catch(failed);
    isWorking = false;
    if (waiting.size > 0) plan();
  };
  const plan = (): void => {
    if (!isWorking && !isOver) timer ??= setTimeout(() => void begin(), rest);
  };
  return {
    add(key) {
      waiting.add(key);
      plan();
    },
    [Symbol.dispose]() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

/** The same work for whoever asks while it goes on: they get what the next time finds, and it goes on once at a time. */
export function oneAtATime<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const found = work();
      running = found.catch(() => undefined);
      return found;
    });
    return next;
  };
}
