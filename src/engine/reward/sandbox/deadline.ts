/** A time limit that can stand still for a while. Knows a clock, and nothing of what it limits. */

export interface Deadline extends Disposable {
  /** Its time stands still until what this gives is disposed; one pause may lie in another. */
  pause(): Disposable;
}

/** A timer of more milliseconds fires at once: 25 days. */
const longest = 2 ** 31 - 1;

/** @param mostPaused milliseconds: once its pauses are longer altogether, its time goes on in them */
export function startDeadline(milliseconds: number, mostPaused: number, onOver: () => void): Deadline {
  let left = Math.min(milliseconds, longest);
  let patience = mostPaused;
  let pauses = 0;
  let state: "running" | "still" | "disposed" = "running";
  let since = performance.now();
  let timer = setTimeout(onOver, left);

  function turn(to: "running" | "still"): void {
    if (state === to || state === "disposed") return;
    clearTimeout(timer);
    const now = performance.now();
    if (to === "still") left = Math.max(0, left - (now - since));
    else patience = Math.max(0, patience - (now - since));
    since = now;
    state = to;
    timer = to === "still" ? setTimeout(outOfPatience, patience) : setTimeout(onOver, left);
  }

  function outOfPatience(): void {
    turn("running");
    patience = 0;
  }

  return {
    pause() {
      pauses += 1;
      if (patience > 0) turn("still");
      return {
        [Symbol.dispose]() {
          pauses -= 1;
          if (pauses === 0) turn("running");
        },
      };
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      state = "disposed";
    },
  };
}
