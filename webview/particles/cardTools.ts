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
  { filter, order: chosen, dense }: Looks,
  change: (to: Partial<Looks>) => void,
): TemplateResult {
  return html`<span class="tools">
    <input
      type="search"
      placeholder="Filter: words or > 0.5"
      aria-label="Filter the particles by words or by a bound on the reward"
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
