/** The size of an image and of the states it is made of. Pure. */
import type { StateShape } from "../../diffusion/image.ts";
import { SteeringError, namedField, sentence, type Sentence } from "../../errors.ts";

export interface SizeRules {
  /** For messages. */
  readonly model: string;
  /** The model's own. */
  readonly shape: StateShape;
  /** Pixels a side of one place of a state. */
  readonly factor: number;
  /** Sides of a state are multiples of it, as the denoiser halves them. */
  readonly multiple: number;
  /** Sides of a state that the graph has fixed. */
  readonly fixedHeight: number | undefined;
  readonly fixedWidth: number | undefined;
}

/** In pixels; a side that is left out is the model's own. */
export interface WantedSize {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

const longest = 8192;

/** The shape of a state for an image of the wanted size. Throws `specification-invalid` that names the nearest sizes that can be had. */
export function shapeFor(rules: SizeRules, { width, height }: WantedSize): StateShape {
  const { shape, factor } = rules;
  return {
    channels: shape.channels,
    height: sideFor(rules, "height", height ?? shape.height * factor, rules.fixedHeight),
    width: sideFor(rules, "width", width ?? shape.width * factor, rules.fixedWidth),
  };
}

function sideFor(
  { model, factor, multiple }: SizeRules,
  field: "width" | "height",
  pixels: number,
  fixed: number | undefined,
): number {
  const fail = (said: Sentence): SteeringError =>
    new SteeringError("specification-invalid", said, { details: { field, model } });
  if (fixed !== undefined && pixels !== fixed * factor) {
    throw fail(
      sentence`The model ${model} makes images with a ${field} of ${fixed * factor} pixels only, not ${pixels}: its graph was exported so. Leave ${namedField(field, undefined, `the ${field}`)} out.`,
    );
  }
  const grid = factor * multiple;
  if (fixed === undefined && (pixels % grid !== 0 || pixels < grid || pixels > longest)) {
    const below = Math.min(Math.floor(pixels / grid), Math.floor(longest / grid)) * grid;
    const nearest = below < grid ? `${grid}` : below + grid > longest ? `${below}` : `${below} or ${below + grid}`;
    throw fail(
      sentence`${namedField(field, String(pixels), `The ${field} ${pixels}`)} cannot be had from the model ${model}: it must be a multiple of ${grid} up to ${longest}. Choose ${nearest}.`,
    );
  }
  return pixels / factor;
}
