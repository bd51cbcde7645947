/** What part of several images is seen, the same of all. Pure. */

export interface Zoom {
  /** 1: the whole image. */
  readonly scale: number;
  /** The middle of what is seen, in 0 … 1 of the image. */
  readonly x: number;
  readonly y: number;
}

export const home: Zoom = { scale: 1, x: 0.5, y: 0.5 };
const largest = 16;

/** Closer or farther by a factor, about a point of what is seen (0 … 1), which stays where it is. */
export function zoomed({ scale, x, y }: Zoom, factor: number, at: { readonly x: number; readonly y: number }): Zoom {
  const next = Math.min(largest, Math.max(1, scale * factor));
  const move = (middle: number, point: number): number => middle + (point - 0.5) * (1 / scale - 1 / next);
  return inside({ scale: next, x: move(x, at.x), y: move(y, at.y) });
}

/** Moved by shares of what is seen. */
export function panned({ scale, x, y }: Zoom, dx: number, dy: number): Zoom {
  return inside({ scale, x: x - dx / scale, y: y - dy / scale });
}

function inside({ scale, x, y }: Zoom): Zoom {
  const half = 0.5 / scale;
  const within = (middle: number): number => Math.min(1 - half, Math.max(half, middle));
  return { scale, x: within(x), y: within(y) };
}
