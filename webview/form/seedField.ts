/** The choice beside the form's seed: a new one each run, or one that is fixed. The field itself is empty, or has the number. */
import { type TemplateResult, html } from "lit";
import type { RunView } from "../../src/protocol/panel.ts";
import { icon } from "../controls/icons.ts";

/** What the empty field says. */
export const newEachRun = "new each run";

/** @param seed undefined: a new one each run
 * @param run the shown one, whose seed is the likeliest to be wanted again */
export function seedChoice(
  seed: number | undefined,
  run: RunView | undefined,
  choose: (seed: number | undefined) => void,
): TemplateResult {
  if (seed !== undefined) {
    const title = "Fixed: every run has this seed. Choose a new one each run";
    return html`<button class="action" title=${title} aria-label="New seed each run" @click=${() => choose(undefined)}>
      ${icon("dice")}
    </button>`;
  }
  const fixed = run?.specification.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
  const whose = run === undefined ? "" : ", the shown run's,";
  return html`<button
    class="action text"
    title=${`Fix the seed: every run has ${fixed}${whose} until you choose another`}
    @click=${() => choose(fixed)}
  >
    Fix
  </button>`;
}
