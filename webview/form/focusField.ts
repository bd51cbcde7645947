/** Goes to a field of the form by its path, as problems name it: what folds it away is opened. */
import { controlOf, controlSelector } from "../controls/field.ts";
import { nearestField } from "./formDraft.ts";
import type { RewardRow } from "./rewardRow.ts";

/** The nearest one there is, where that one is not there. */
export function focusField(form: DocumentFragment | HTMLElement, path: string): void {
  const [, index, inside] = /^rewards\.(\d+)\.?(.*)$/.exec(path) ?? [];
  const row = index === undefined ? undefined : form.querySelectorAll<RewardRow>("fk-reward")[Number(index)];
  if (row !== undefined) {
    row.focusField(inside ?? "");
    return;
  }
  const places = [...form.querySelectorAll<HTMLElement>("[data-field]")];
  const name = nearestField(
    path,
    places.map((one) => one.dataset["field"] ?? ""),
  );
  const place = places.find((one) => one.dataset["field"] === name);
  const details = place?.closest("details");
  if (details) details.open = true;
  (controlOf(place) ?? place?.querySelector<HTMLElement>(controlSelector))?.focus();
}
