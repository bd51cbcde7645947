/** Many calls become few: at once, and then at most one in each interval, the last never lost. Knows nothing of what is called. */

export interface Coalesced extends Disposable {
  call(): void;
}

export function coalesce(action: () => void, milliseconds: number): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, milliseconds);
  };
  const run = (): void => {
    again = false;
    rest();
    action();
  };
  return {
    call() {
      if (timer === undefined) run();
      else again = true;
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
    },
  };
}
