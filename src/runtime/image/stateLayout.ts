/** How a denoiser takes states and gives its outputs: as they are, or packed into a transformer's tokens. Pure. */
import type { StateShape } from "../../diffusion/image.ts";
import type { Row } from "./prompt/conditioning.ts";

export interface StateLayout {
  /** The dimensions of the graph's input, for messages; the batch's first. */
  readonly axes: readonly string[];
  /** Which of them tells channels: `side`² for each of a state's. */
  readonly channelAxis: number;
  /** Places a side of what is packed into one token. */
  readonly side: number;
  /** float32 [channels × height × width] as one row of the graph's input. */
  pack(state: Float32Array, shape: StateShape): Row;
  /** One row of the graph's output as float32 [channels × height × width], the caller's own. */
  unpack(row: Float32Array, shape: StateShape): Float32Array;
}

export const asTheyAre: StateLayout = {
  axes: ["batch", "channels", "height", "width"],
  channelAxis: 1,
  side: 1,
  pack: (state, { channels, height, width }) => ({ data: state, dimensions: [channels, height, width] }),
  unpack: (row) => row.slice(),
};

const side = 2;

/** Flux: a token is a patch of 2 × 2 places, row by row; in it channel after channel, of each its four places row by row. */
export const inPatches: StateLayout = {
  axes: ["batch", "tokens", "channels"],
  channelAxis: 2,
  side,
  pack(state, shape) {
    const data = Float32Array.from(placesInPatches(shape), (place) => state[place]!);
    const width = side * side * shape.channels;
    return { data, dimensions: [data.length / width, width] };
  },
  unpack(row, shape) {
    const state = new Float32Array(row.length);
    placesInPatches(shape).forEach((place, i) => (state[place] = row[i]!));
    return state;
  },
};

/** The place in the state of each number of the tokens. */
function placesInPatches({ channels, height, width }: StateShape): Uint32Array {
  const places = new Uint32Array(channels * height * width);
  let i = 0;
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      for (let channel = 0; channel < channels; channel += 1) {
        for (let place = 0; place < side * side; place += 1) {
          const row = top + Math.floor(place / side);
          places[i] = (channel * height + row) * width + left + (place % side);
          i += 1;
        }
      }
    }
  }
  return places;
}

/** float32 [tokens, 3]: where each patch lies, as Flux's rotary positions want it: 0, its row, its column. */
export function patchPositions({ height, width }: StateShape): Row {
  const [rows, columns] = [height / side, width / side];
  const data = new Float32Array(3 * rows * columns);
  for (let token = 0; token < rows * columns; token += 1) {
    data[3 * token + 1] = Math.floor(token / columns);
    data[3 * token + 2] = token % columns;
  }
  return { data, dimensions: [rows * columns, 3] };
}
