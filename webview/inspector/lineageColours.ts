/** Which colour a particle of a lineage has: by what it is worth, or by whom it descends from. Pure but for reading the theme. */
import { rootsOf, type Genealogy } from "../../src/steering/genealogy.ts";
import { hueInk, hues } from "../hues.ts";

export type LineageColouring = "reward" | "ancestor";

/** Few enough to be told apart, and to be drawn at one stroke each. */
const shades = 7;

/** Index of a colour in `lineagePalette`, for each particle of each scored step. */
export function colourIndices(genealogy: Genealogy, by: LineageColouring): Uint8Array[] {
  if (by === "ancestor") {
    return rootsOf(genealogy).map((roots) => Uint8Array.from(roots, (root) => root % hues.length));
  }
  const finite = genealogy.scored.flatMap(({ values }) => Array.from(values).filter(Number.isFinite));
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return genealogy.scored.map(({ values }) =>
    Uint8Array.from(values, (value) => {
      const share = high === low ? 0.5 : (Math.max(low, Math.min(high, value)) - low) / (high - low);
      return Math.min(shades - 1, Math.floor(share * shades));
    }),
  );
}

/** CSS colours of the present theme. */
export function lineagePalette(by: LineageColouring, style: CSSStyleDeclaration): string[] {
  if (by === "ancestor") return hues.map((hue) => hueInk(style, hue, "#888"));
  const [low, high] = [hueInk(style, "red", "#c33"), hueInk(style, "green", "#3a3")];
  const middle = hueInk(style, "yellow", "#cc3");
  return Array.from({ length: shades }, (_, i) => {
    const share = (i / (shades - 1)) * 2;
    return share < 1 ? mixed(low, middle, share) : mixed(middle, high, share - 1);
  });
}

function mixed(from: string, to: string, share: number): string {
  return `color-mix(in oklab, ${to} ${Math.round(share * 100)}%, ${from})`;
}
