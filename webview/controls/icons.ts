/** The page's icons: 16 × 16, in the colour of the text around them, hidden from screen readers. Drawn for this page. */
import { type TemplateResult, html, svg } from "lit";

export type IconName = keyof typeof shapes;

const shapes = {
  run: svg`<path d="M4 2.5v11l9-5.5z" fill="currentColor"/>`,
  resume: svg`<path d="M3.5 3v10" /><path d="M6 2.5v11l7.5-5.5z" fill="currentColor"/>`,
  branch: svg`<circle cx="4.5" cy="3.5" r="1.7"/><circle cx="4.5" cy="12.5" r="1.7"/><circle cx="11.5" cy="6" r="1.7"/><path d="M4.5 5.2v5.6M11.5 7.7c0 2.3-6.5 1.4-6.8 3.1"/>`,
  pause: svg`<rect x="3.5" y="3" width="3" height="10" fill="currentColor"/><rect x="9.5" y="3" width="3" height="10" fill="currentColor"/>`,
  stop: svg`<rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor"/>`,
  stopAfterStep: svg`<path d="M2 8h7M6.5 5.5L9 8l-2.5 2.5"/><rect x="10.5" y="4.5" width="3.5" height="7" rx="1" fill="currentColor"/>`,
  dice: svg`<rect x="2.5" y="2.5" width="11" height="11" rx="2"/><g fill="currentColor" stroke="none"><circle cx="5.6" cy="5.6" r="1.1"/><circle cx="10.4" cy="5.6" r="1.1"/><circle cx="8" cy="8" r="1.1"/><circle cx="5.6" cy="10.4" r="1.1"/><circle cx="10.4" cy="10.4" r="1.1"/></g>`,
  close: svg`<path d="M3.5 3.5l9 9m0-9l-9 9"/>`,
  minus: svg`<path d="M2.5 8h11"/>`,
  add: svg`<path d="M8 2.5v11M2.5 8h11"/>`,
  chevron: svg`<path d="M5.5 3l5 5-5 5"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1"/><path d="M3.5 10.5h-1v-8h8v1"/>`,
  insert: svg`<path d="M13.5 3v3.5a2 2 0 0 1-2 2H3m3.5-3.5L3 8.5 6.5 12"/>`,
  open: svg`<path d="M9.5 2.5h4v4M13.5 2.5l-6 6M11.5 9v4.5h-9v-9H7"/>`,
  save: svg`<path d="M2.5 2.5h8.5l2.5 2.5v8.5h-11zM5 2.5v4h5v-4M4.5 13.5v-4.5h7v4.5"/>`,
  compare: svg`<rect x="2.5" y="3.5" width="11" height="9" rx="1"/><path d="M8 1.5v13"/><path d="M2.5 4v8a.5.5 0 0 0 .5.5h5v-9H3a.5.5 0 0 0-.5.5z" fill="currentColor" stroke="none" opacity=".45"/>`,
  dense: svg`<rect x="2.5" y="2.5" width="4.5" height="4.5"/><rect x="9" y="2.5" width="4.5" height="4.5"/><rect x="2.5" y="9" width="4.5" height="4.5"/><rect x="9" y="9" width="4.5" height="4.5"/>`,
  check: svg`<path d="M2.5 8.5l3.5 3.5 7.5-8"/>`,
  error: svg`<circle cx="8" cy="8" r="6"/><path d="M5.7 5.7l4.6 4.6m0-4.6l-4.6 4.6"/>`,
  warning: svg`<path d="M8 2L1.5 13.5h13zM8 6.5v3.2"/><circle cx="8" cy="11.6" r=".8" fill="currentColor" stroke="none"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.3v3.8"/><circle cx="8" cy="4.9" r=".8" fill="currentColor" stroke="none"/>`,
  refine: svg`<path d="M13 6.5A5.3 5.3 0 0 0 3.4 5M3 9.5A5.3 5.3 0 0 0 12.6 11M3 2v3.3h3.3M13 14v-3.3H9.7"/>`,
  edit: svg`<path d="M10.5 2.5l3 3-8 8H2.5v-3zM8.5 4.5l3 3"/>`,
  tokens: svg`<path d="M2.5 4.5h4m2 0h5M2.5 9.5h6m2 0h3"/><path d="M2.5 7h4m4 5h3" stroke-width="2"/>`,
  clock: svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`,
  settings: svg`<path d="M2 4.5h6m4 0h2M2 11.5h2m4 0h6"/><circle cx="10" cy="4.5" r="1.8"/><circle cx="6" cy="11.5" r="1.8"/>`,
  spinner: svg`<path d="M8 2a6 6 0 1 1-6 6"/>`,
};

export function icon(name: IconName, slot?: "start"): TemplateResult {
  return html`<svg
    class="icon icon-${name}"
    slot=${slot ?? ""}
    width="16"
    height="16"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.1"
    aria-hidden="true"
  >
    ${shapes[name]}
  </svg>`;
}
