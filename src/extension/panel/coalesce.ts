/** Many calls become few: at once, and then at most one in each interval after the one before it was done; the last is never lost. Knows nothing of what is called. */

export interface Coalesced extends Disposable {
  call(): void;
}

/** Milliseconds that an action is waited for: what never ends must not end all that follows. */
const patience = 5000;

/**
 * @param action may give a promise. Of what is sent, it settles once it has arrived: a window that is slower than what it is sent would
 *   otherwise work off old news, and all else that it asks of the host would wait behind them.
 */
export function coalesce(action: () => Promise<void> | void, milliseconds: number): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  let again = false;
  let isDisposed = false;
  const rest = (): void => {
    clearTimeout(timer);
    if (isDisposed) return;
    timer = setTimeout(() => {
      isBusy = false;
      if (again) run();
    }, milliseconds);
  };
  const run = (): void => {
    [again, isBusy] = [false, true];
    let done: Promise<void> | void;
    try {
      done = action();
    } catch (error) {
      rest();
      throw error;
    }
    if (done === undefined) return rest();
    let isOver = false;
    const end = (): void => {
      if (!isOver) rest();
      isOver = true;
    };
    timer = setTimeout(end, patience);
    void done.then(end, end);
  };
  return {
    call() {
      if (isBusy) again = true;
      else run();
    },
    [Symbol.dispose]() {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
