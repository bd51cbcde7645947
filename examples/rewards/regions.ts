// Connected regions of an image, for rewards that count things.

/** Sizes, in pixels, of the regions of neighbouring pixels (left, right, above, below) that belong. */
export function regionsOf(width: number, height: number, belongs: (pixel: number) => boolean): number[] {
  const seen = new Uint8Array(width * height);
  const sizes: number[] = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || !belongs(start)) continue;
    const open = [start];
    seen[start] = 1;
    let size = 0;
    for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
      size += 1;
      const x = pixel % width;
      const beside = [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width];
      for (const next of beside) {
        if (next < 0 || next >= seen.length || seen[next] === 1 || !belongs(next)) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
    sizes.push(size);
  }
  return sizes;
}
