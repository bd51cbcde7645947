/** What a person came to see is painted before what stands beside it, below it or folded away is worked out. Knows no element. */
let tell: () => void;
let isSeen = false;
const seen = new Promise<void>((resolve) => {
  tell = resolve;
});

/** The first view is made: it is painted next. */
export function firstViewMade(): void {
  if (isSeen) return;
  afterPaint(() => {
    isSeen = true;
    tell();
  });
}

/** At once where the first view has been seen. */
export function afterFirstView(task: () => void | Promise<unknown>): void | Promise<unknown> {
  return isSeen ? task() : seen.then(task);
}

export function afterPaint(task: () => void): void {
  requestAnimationFrame(() => setTimeout(task));
}
