/** Which colour a particle of a lineage has: by what it is worth, by whom it descends from, or by what a person said of it. Pure but for reading the theme. */
import { rootsOf, type Genealogy } from "../../src/steering/genealogy.ts";
import { rangeOf } from "../charts/curve.ts";
import { type Hue, hueInk, hues, themed } from "../hues.ts";

export type LineageColouring = "reward" | "ancestor" | "vote";

/** Few enough to be told apart, and to be drawn at one stroke each. */
const shades = 7;

/** What a person said of a particle, from its log factor; `none` where it was kept as it is, or nobody was asked. */
export type VoteKind = "none" | "kill" | "lower" | "raise";
const voteKinds: readonly VoteKind[] = ["none", "kill", "lower", "raise"];

export function voteKind(logFactor: number | null | undefined): VoteKind {
  if (logFactor === undefined || logFactor === null || logFactor === 0) return "none";
  if (logFactor === Number.NEGATIVE_INFINITY) return "kill";
  return logFactor < 0 ? "lower" : "raise";
}

/** Of who was kept as it is, no hue. */
const voteHues: Readonly<Record<Exclude<VoteKind, "none">, Hue>> = { kill: "red", lower: "orange", raise: "green" };

/** Index of a colour in `lineagePalette`, for each particle of each scored step. */
export function colourIndices(genealogy: Genealogy, by: LineageColouring): Uint8Array[] {
  if (by === "ancestor") {
    return rootsOf(genealogy).map((roots) => Uint8Array.from(roots, (root) => root % hues.length));
  }
  if (by === "vote") {
    return genealogy.scored.map(({ values, votes }) =>
      Uint8Array.from(values, (_, n) => voteKinds.indexOf(voteKind(votes?.[n]))),
    );
  }
  const [low, high] = rangeOf(...genealogy.scored.map(({ values }) => values)) ?? [0, 0];
  return genealogy.scored.map(({ values }) =>
    Uint8Array.from(values, (value) => {
      if (value < low) return 0;
      const share = high === low ? 0.5 : (value - low) / (high - low);
      return Math.min(shades - 1, Math.floor(share * shades));
    }),
  );
}

/** CSS colours of the present theme. */
export function lineagePalette(by: LineageColouring, style: CSSStyleDeclaration): string[] {
  if (by === "ancestor") return hues.map((hue) => hueInk(style, hue, "#888"));
  if (by === "vote") {
    return voteKinds.map((kind) =>
      kind === "none" ? themed(style, "--vscode-descriptionForeground", "#888") : hueInk(style, voteHues[kind], "#888"),
    );
  }
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
