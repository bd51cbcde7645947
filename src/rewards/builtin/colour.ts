import { SteeringError } from "../../errors.ts";
import { defineReward } from "../define.ts";
import { type Colour, shareOfColour } from "../helpers.ts";

const named: Readonly<Record<string, Colour>> = {
  red: [220, 40, 40],
  orange: [245, 140, 30],
  yellow: [245, 215, 40],
  green: [50, 165, 60],
  blue: [45, 95, 225],
  purple: [140, 55, 195],
  pink: [245, 120, 180],
  white: [255, 255, 255],
  black: [0, 0, 0],
};

/** The share of an image that has a colour, or nearly. */
export const colour = defineReward({
  accepts: "image",
  description: "Share of the image that has the colour, from 0 to 1",
  parameters: {
    colour: { type: "string", default: "red", description: `${Object.keys(named).join(", ")}, or #rrggbb` },
    distance: {
      type: "number",
      default: 90,
      min: 0,
      max: 442,
      step: 5,
      description: "How far from it a colour may be, straight through RGB",
    },
  },
  score(samples, { parameters }) {
    const wanted = colourOf(parameters.colour);
    return samples.map((image) => shareOfColour(image, wanted, parameters.distance));
  },
});

function colourOf(text: string): Colour {
  const name = text.trim().toLowerCase();
  const known = Object.hasOwn(named, name) ? named[name] : undefined;
  if (known !== undefined) return known;
  const [, red, green, blue] = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/u.exec(name) ?? [];
  if (red !== undefined && green !== undefined && blue !== undefined) {
    return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
  }
  throw new SteeringError(
    "specification-invalid",
    `The reward colour cannot look: ${JSON.stringify(text)} is no colour that it knows. Use ${Object.keys(named).join(", ")}, or #rrggbb.`,
    { details: { reward: "colour", field: "parameters.colour" } },
  );
}
