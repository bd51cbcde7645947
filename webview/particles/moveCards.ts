/**
 * Lets elements glide from where they were to where a new order put them (first, last, invert, play). Knows nothing of what
 * they are; does nothing where people asked for less motion.
 */

const duration = 180;

export type Places = ReadonlyMap<Element, DOMRect>;

export function motionAllowed(): boolean {
  return window.matchMedia("(prefers-reduced-motion: no-preference)").matches;
}

export function placesOf(elements: Iterable<Element>): Places {
  return new Map([...elements].map((one) => [one, one.getBoundingClientRect()]));
}

export function moveFrom(before: Places): void {
  for (const [element, first] of before) {
    if (!element.isConnected) continue;
    const last = element.getBoundingClientRect();
    const [x, y] = [first.left - last.left, first.top - last.top];
    if ((x === 0 && y === 0) || !(isSeen(first) || isSeen(last))) continue;
    element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
      duration,
      easing: "ease-out",
    });
  }
}

function isSeen({ top, bottom }: DOMRect): boolean {
  return bottom > 0 && top < window.innerHeight;
}
