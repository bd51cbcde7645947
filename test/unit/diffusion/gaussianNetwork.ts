/** The best denoiser of images whose pixels are independent Gaussians around a shade that the prompt names: a network in closed form. */
import type { ImageNetwork, RgbaImage } from "../../../src/diffusion/image.ts";

const shape = { channels: 3, height: 2, width: 2 };
const deviation = 0.2;
const shades: Readonly<Record<string, number>> = { dark: -0.6, grey: 0, light: 0.5 };

/** `decoded` and `predicted` are the numbers of states that went through. */
export interface CountingNetwork extends ImageNetwork {
  readonly predicted: number[];
  readonly decoded: number[];
}

/** Predicts ε for scaled linear betas of 1000 timesteps. */
export function gaussianNetwork(): CountingNetwork {
  const alphaBars: number[] = [];
  let product = 1;
  for (let t = 0; t < 1000; t += 1) {
    product *= 1 - (Math.sqrt(0.00085) + (t / 999) * (Math.sqrt(0.012) - Math.sqrt(0.00085))) ** 2;
    alphaBars.push(product);
  }
  const predicted: number[] = [];
  const decoded: number[] = [];
  return {
    shape,
    predicted,
    decoded,
    predict: (inputs, conditions, timestep) => {
      predicted.push(inputs.length);
      const alphaBar = alphaBars[Math.round(timestep)]!;
      const gain = Math.sqrt(1 - alphaBar) / (alphaBar * deviation ** 2 + 1 - alphaBar);
      return Promise.resolve(
        inputs.map((input, i) => {
          const shade = shades[conditions[i]!.prompt]!;
          return input.map((value) => gain * (value - Math.sqrt(alphaBar) * shade));
        }),
      );
    },
    decode: (states) => {
      decoded.push(states.length);
      return Promise.resolve(states.map(toImage));
    },
    preview: toImage,
  };
}

/** Channels are planes; pixels in [−1, 1]. */
function toImage(state: Float32Array): RgbaImage {
  const pixels = shape.height * shape.width;
  const data = new Uint8ClampedArray(4 * pixels).fill(255);
  state.forEach((value, i) => {
    data[4 * (i % pixels) + Math.floor(i / pixels)] = (value + 1) * 127.5;
  });
  return { width: shape.width, height: shape.height, data };
}
