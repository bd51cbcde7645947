/** VS Code's chart colours, by which lines, ancestors and groups are told apart. Pure but for reading the theme. */
import { css, unsafeCSS } from "lit";

/** In an order in which neighbours differ. */
export const hues = ["blue", "orange", "green", "purple", "red", "yellow"] as const;

export type Hue = (typeof hues)[number];

/** Some themes have a see-through chart colour: orange is made for a mark behind text. A line in it would be too faint to be read. */
function opaque(colour: string): string {
  return `rgb(from ${colour} r g b)`;
}

/** Elements of class `blue`, `orange` … have the colour as `--hue`. */
export const hueStyles = hues.map(
  (hue) => css`
    .${unsafeCSS(hue)} {
      --hue: ${unsafeCSS(opaque(`var(--vscode-charts-${hue}, var(--vscode-foreground))`))};
    }
  `,
);

/** What a canvas draws a colour with. */
export function hueInk(style: CSSStyleDeclaration, hue: Hue, otherwise: string): string {
  return opaque(themed(style, `--vscode-charts-${hue}`, otherwise));
}

/** The document's style, where VS Code writes the theme: an element's own would have all of the page's styles worked out in the midst of drawing it. */
export function themeStyle(): CSSStyleDeclaration {
  return getComputedStyle(document.documentElement);
}

export function themed(style: CSSStyleDeclaration, name: string, otherwise: string): string {
  return style.getPropertyValue(name).trim() || otherwise;
}
