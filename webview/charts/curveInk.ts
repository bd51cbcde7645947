/** The colours of the curves in the present theme. Pure but for reading it. */
import { hueInk, hues, themed } from "../hues.ts";

export interface CurveInk {
  /** Of the lines, in the order of `hues`. */
  readonly lines: readonly string[];
  /** Axes and particles. */
  readonly quiet: string;
  readonly strong: string;
  readonly threshold: string;
  readonly resampled: string;
  /** The step that the page shows. */
  readonly shown: string;
  readonly font: string;
}

export function curveInk(style: CSSStyleDeclaration): CurveInk {
  const font = `${10 * devicePixelRatio}px ${themed(style, "--vscode-font-family", "sans-serif")}`;
  // A canvas is not coloured anew by itself where a person forces colours of their own.
  if (matchMedia("(forced-colors: active)").matches) {
    const text = "CanvasText";
    return {
      ...{ lines: hues.map(() => text), quiet: "GrayText", strong: "Highlight", threshold: text },
      ...{ resampled: text, shown: "Highlight", font },
    };
  }
  const strong = themed(style, "--vscode-foreground", "#888");
  return {
    lines: hues.map((hue) => hueInk(style, hue, strong)),
    quiet: themed(style, "--vscode-descriptionForeground", strong),
    strong,
    threshold: hueInk(style, "yellow", strong),
    resampled: hueInk(style, "purple", strong),
    shown: themed(style, "--vscode-focusBorder", strong),
    font,
  };
}
