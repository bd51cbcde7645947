/** VS Code's chart colours, by which lines, ancestors and groups are told apart. Pure but for reading the theme. */
import { css, unsafeCSS } from "lit";

/** In an order in which neighbours differ. */
export const hues = ["blue", "orange", "green", "purple", "red", "yellow"] as const;

export type Hue = (typeof hues)[number];

/**
 * Some themes have a see-through or a pale chart colour: orange is made for a mark behind text. A line in it would be too faint to be read, so an ink is opaque, and
 * in a light theme dark enough, in a dark one light enough.
 *
 * @param least and `most`: of its lightness, 0 to 1
 */
function ink(colour: string, least: string, most: string): string {
  return `oklch(from ${colour} clamp(${least}, l, ${most}) c h / 1)`;
}

/** By the class that VS Code gives the body. High contrast has colours of its own. */
const bounds = { "vscode-light": ["0", "0.65"], "vscode-dark": ["0.65", "1"] } as const;

/** Of the document, for those styles. */
export const inkBounds = unsafeCSS(
  Object.entries(bounds)
    .map(([kind, [least, most]]) => `body.${kind} { --ink-least: ${least}; --ink-most: ${most}; }`)
    .join("\n"),
);

/** Elements of class `blue`, `orange` … have the colour as `--hue`. */
export const hueStyles = hues.map(
  (hue) => css`
    .${unsafeCSS(hue)} {
      --hue: ${unsafeCSS(ink(`var(--vscode-charts-${hue}, var(--vscode-foreground))`, "var(--ink-least, 0)", "var(--ink-most, 1)"))};
    }
  `,
);

/** What a canvas draws a colour with. */
export function hueInk(style: CSSStyleDeclaration, hue: Hue, otherwise: string): string {
  const kind = Object.keys(bounds).find((name) => document.body.classList.contains(name));
  const [least, most] = kind === undefined ? ["0", "1"] : bounds[kind as keyof typeof bounds];
  return ink(themed(style, `--vscode-charts-${hue}`, otherwise), least, most);
}

/** The document's style, where VS Code writes the theme: an element's own would have all of the page's styles worked out in the midst of drawing it. */
export function themeStyle(): CSSStyleDeclaration {
  return getComputedStyle(document.documentElement);
}

export function themed(style: CSSStyleDeclaration, name: string, otherwise: string): string {
  return style.getPropertyValue(name).trim() || otherwise;
}
