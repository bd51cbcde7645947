/** Images beside or over each other that are zoomed and moved as one. Knows images; side by side keeps what is seen. */
import { type TemplateResult, html } from "lit";
import { Directive, type ElementPart, directive } from "lit/directive.js";
import type { ImageParticle } from "../../src/protocol/particle.ts";
import { hasPicture, isSmall, missingPicture, pngAddress } from "./particleImage.ts";
import { home, panned, zoomed, type Zoom } from "./zoom.ts";

export interface NamedImage {
  readonly image: ImageParticle;
  /** Which particle it is, of which run. */
  readonly name: string;
}

export type ImageMode = "beside" | "slider" | "blink" | "difference";

export interface LinkedOptions {
  /** Which one is seen where they lie over each other; undefined: all, beside each other. */
  readonly front: number | undefined;
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
}

export function linkedImages(images: readonly NamedImage[], options: LinkedOptions): TemplateResult {
  const { front, zoom } = options;
  const shown = front === undefined ? images : images.slice(front, front + 1);
  return html`<div
    class="images"
    tabindex="0"
    role="group"
    aria-label="Compared images: + and − zoom, arrow keys move"
    @keydown=${(event: KeyboardEvent) => key(event, options)}
  >
    ${shown.map(
      (one) =>
        html`<figure>
          <div
            class="window"
            @wheel=${(event: WheelEvent) => wheel(event, options)}
            @pointermove=${(event: PointerEvent) => drag(event, options)}
            @dblclick=${() => options.onZoom(home)}
          >
            ${hasPicture(one.image) ? picture(one, zoom) : missingPicture(one.name)}
          </div>
          <figcaption class="quiet">${one.name}</figcaption>
        </figure>`,
    )}
  </div>`;
}

function picture({ image: { png, width, height }, name }: NamedImage, zoom: Zoom): TemplateResult {
  return html`<img
    class=${isSmall(width, height) && zoom.scale > 1 ? "pixels" : ""}
    src=${pngAddress(png)}
    alt="Particle ${name}"
    width=${width}
    height=${height}
    draggable="false"
    ${seen(zoom)}
  />`;
}

function wheel(event: WheelEvent, { zoom, onZoom }: LinkedOptions): void {
  // A page that is scrolled past stays scrollable.
  if (!event.ctrlKey && zoom.scale === 1 && event.deltaY > 0) return;
  event.preventDefault();
  const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const at = { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  onZoom(zoomed(zoom, Math.exp(-event.deltaY / 300), at));
}

function drag(event: PointerEvent, { zoom, onZoom }: LinkedOptions): void {
  if (event.buttons !== 1) return;
  const { width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  onZoom(panned(zoom, event.movementX / width, event.movementY / height));
}

function key(event: KeyboardEvent, { zoom, onZoom }: LinkedOptions): void {
  const middle = { x: 0.5, y: 0.5 };
  const next = {
    "+": () => zoomed(zoom, 1.25, middle),
    "-": () => zoomed(zoom, 0.8, middle),
    "0": () => home,
    ArrowLeft: () => panned(zoom, 0.1, 0),
    ArrowRight: () => panned(zoom, -0.1, 0),
    ArrowUp: () => panned(zoom, 0, 0.1),
    ArrowDown: () => panned(zoom, 0, -0.1),
  }[event.key];
  if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  onZoom(next());
}

/** Styles by script: the page's policy refuses a `style` attribute. */
class SeenDirective extends Directive {
  override render(_zoom: Zoom): undefined {
    return undefined;
  }

  override update(part: ElementPart, [{ scale, x, y }]: [Zoom]): undefined {
    const { style } = part.element as HTMLElement;
    style.transform = `scale(${scale}) translate(${(0.5 - x) * 100}%, ${(0.5 - y) * 100}%)`;
    return undefined;
  }
}

const seen = directive(SeenDirective);
