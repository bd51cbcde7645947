/** Ways to sort cards, to look for some and to see more at a glance. Pure: says what is to change. */
import { type TemplateResult, html } from "lit";
import { icon } from "../controls/icons.ts";
import { orders, type Order } from "./arrange.ts";

export interface Looks {
  readonly filter: string;
  readonly order: Order;
  /** Small cards. */
  readonly dense: boolean;
}

export function cardTools(
  { filter, order: chosen, dense, hasWords }: Looks & { readonly hasWords: boolean },
  change: (to: Partial<Looks>) => void,
): TemplateResult {
  return html`<span class="tools">
    <input
      type="search"
      placeholder=${hasWords ? "Filter: words or > 0.5" : "Filter: > 0.5 or #3"}
      aria-label="Filter the particles by ${hasWords ? "words, " : ""}a bound on the reward, or a number"
      title="${hasWords ? "Words, a" : "A"} bound on the reward as in > 0.5, or a particle's number as in #3"
      .value=${filter}
      @input=${(event: Event) => change({ filter: (event.target as HTMLInputElement).value })}
      @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
    />
    <select
      aria-label="Order of the particles"
      title="Order of the particles"
      @change=${(event: Event) => change({ order: (event.target as HTMLSelectElement).value as Order })}
      @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
    >
      ${(Object.keys(orders) as Order[]).map(
        (order) => html`<option value=${order} title=${orders[order]} ?selected=${order === chosen}>${order}</option>`,
      )}
    </select>
    <button
      class="action"
      title=${dense ? "Larger cards" : "Smaller cards"}
      aria-label="Small cards"
      aria-pressed=${dense}
      @click=${() => change({ dense: !dense })}
    >
      ${icon("dense")}
    </button>
  </span>`;
}
