/** A particle's line as small curves, each by its own scale: its value and every reward by itself. Knows a genealogy. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import { pathOf, type Genealogy, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import { bandPath, curvePath, curveScale, rangeOf } from "../charts/curve.ts";
import { formatNumber } from "../../src/protocol/numberWords.ts";
import { emit } from "../host/events.ts";
import { baseStyles } from "../theme.ts";
import { copiedAt, type LineCurve } from "./lineCurves.ts";

const [width, height] = [160, 44];
const frame = { left: 4, right: width - 4, top: 4, bottom: height - 8 };

export class WhyCurves extends LitElement {
  static override properties = {
    genealogy: { attribute: false },
    place: { attribute: false },
    curves: { attribute: false },
  };
  declare genealogy: Genealogy;
  declare place: GenealogyPlace;
  declare curves: readonly LineCurve[];

  protected override render(): TemplateResult {
    return html`<div class="curves">${this.curves.map((curve) => this.#curve(curve))}</div>`;
  }

  #curve(curve: LineCurve): unknown {
    const { name, own, low, high } = curve;
    const range = rangeOf(own, low, high);
    if (range === undefined || own.length < 2) return nothing;
    const { steps, scored } = this.genealogy;
    const places = own.map((_, j) => scored[j]!.step);
    const scale = curveScale(frame, steps, ...range);
    const last = own.at(-1)!;
    const now = [own[0]!, last].map((value) => (Number.isNaN(value) ? "–" : formatNumber(value))).join(" → ");
    const copied = copiedAt(this.genealogy, this.place).map((j) => `M${scale.x(places[j]!)} ${height - 4}v3`);
    return html`<figure>
      <figcaption title=${name}><span class="name">${name}</span> <span class="quiet">${now}</span></figcaption>
      <svg
        viewBox="0 0 ${width} ${height}"
        preserveAspectRatio="none"
        role="img"
        aria-label="${name} of its line, ${now}; all of its group from ${formatNumber(range[0])} to ${formatNumber(range[1])}"
        @pointermove=${(event: PointerEvent) => this.#look(event, places)}
        @pointerleave=${() => emit(this, "fk-look", { place: undefined })}
      >
        <path class="others" d=${bandPath(places, [low, high], scale)} />
        <path class="own" d=${curvePath(places, own, scale)} />
        <path class="now" d=${Number.isFinite(last) ? `M${scale.x(places.at(-1)!)} ${scale.y(last)}h0` : ""} />
        <path class="copied" d=${copied.join("")}><title>Copied there</title></path>
      </svg>
    </figure>`;
  }

  /** The particle of the line that the pointer is over is looked at in every view. */
  #look(event: PointerEvent, places: readonly number[]): void {
    const { left, width: wide } = (event.currentTarget as Element).getBoundingClientRect();
    const across = ((event.clientX - left) / wide) * width - frame.left;
    const step = (across / (frame.right - frame.left)) * this.genealogy.steps;
    const distances = places.map((one) => Math.abs(one - step));
    const at = distances.indexOf(Math.min(...distances));
    emit(this, "fk-look", { place: { at, particle: pathOf(this.genealogy, this.place)[at]! } });
  }

  static override styles = [
    baseStyles,
    css`
      .curves {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 16px;
        max-height: 190px;
        margin: 2px 0 6px;
        overflow: hidden auto;
      }
      figure {
        flex: 1 1 122px;
        min-width: 0;
        max-width: 240px;
        margin: 0;
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        gap: 6px;
        font-size: 11px;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      svg {
        display: block;
        width: 100%;
        height: ${height}px;
      }
      /* Drawn as wide as there is room: lines and dots keep their thickness. */
      path {
        fill: none;
        stroke-linejoin: round;
        vector-effect: non-scaling-stroke;
      }
      .others {
        fill: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
      }
      .own,
      .now {
        stroke: var(--vscode-charts-blue, var(--vscode-foreground));
        stroke-width: 1.5;
      }
      .now {
        stroke-width: 5;
        stroke-linecap: round;
      }
      .copied {
        stroke: var(--vscode-charts-purple, var(--vscode-foreground));
        stroke-width: 3;
      }
      @media (forced-colors: active) {
        .others {
          fill: none;
          stroke: GrayText;
        }
        .own,
        .now,
        .copied {
          stroke: CanvasText;
        }
      }
    `,
  ];
}
