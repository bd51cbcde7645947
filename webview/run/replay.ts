/** The shown run under its rewards as their code is now: ranks, exact weights, and what would have been selected on the way. Knows a replay. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import type { PanelState, RunView } from "../../src/protocol/panel.ts";
import type { ReplayedParticle, ReplayedStanding, ReplayReport } from "../../src/protocol/replay.ts";
import { formatEss, formatNumber, formatWeight, plural } from "../../src/protocol/numberWords.ts";
import { ask } from "../host/events.ts";
import { tableStyles } from "../inspector/tableStyles.ts";
import { baseStyles } from "../theme.ts";
import { groupLabel } from "../../src/protocol/groupLabel.ts";

export class Replay extends LitElement {
  static override properties = { run: { attribute: false }, replay: { attribute: false } };
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      .heading {
        display: flex;
        align-items: center;
        gap: 12px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-size: 12px;
      }
      p,
      ul {
        margin: 2px 0 4px;
        font-size: 12px;
      }
      ul {
        padding-left: 16px;
      }
    `,
  ];
  declare run: RunView;
  declare replay: NonNullable<PanelState["replay"]>;

  protected override render(): TemplateResult {
    const { live, isRunning, report, problem } = this.replay;
    return html`<section aria-label="With the rewards as they are now">
      <div class="heading">
        <h2>With the rewards as they are now</h2>
        <label title="Weigh the shown run anew whenever one of its rewards is saved">
          <input
            type="checkbox"
            .checked=${live}
            @change=${(event: Event) => ask(this, "replayLive", { on: (event.target as HTMLInputElement).checked })}
          />Live
        </label>
        <span class="quiet" role="status">${isRunning ? "Weighing anew…" : nothing}</span>
      </div>
      ${problem === undefined ? nothing : html`<p>${problem}</p>`}
      ${report === undefined ? nothing : this.#report(report)}
    </section>`;
  }

  #report(report: ReplayReport): TemplateResult {
    const several = this.run.groups.length > 1;
    return html`${report.ess.map((ess, group) => {
        const own = report.particles.filter((one) => one.group === group);
        return html`<p>
            ${several ? html`<b>${groupLabel(this.run, group)}</b> ` : nothing}The final particles count as
            <b>${formatEss(ess)}</b> of ${own.length} for the target of the new code: exact importance weights exp(λ (r′
            − r)).
          </p>
          <div class="scroll" tabindex="0" role="region" aria-label="Final particles by the rewards as they are now">
            ${ranks(own)}
          </div>`;
      })}
      <ul aria-label="What would have been selected">
        ${report.steps.map(({ step, groups }) =>
          groups.map(
            (standing, g) =>
              html`<li>${several ? `${groupLabel(this.run, g)}, ` : nothing}step ${step}: ${told(standing)}</li>`,
          ),
        )}
      </ul>
      <p class="quiet">
        ${report.unknownFrom === undefined ? nothing : `From step ${report.unknownFrom} on what was scored was not kept. `}All
        this is of the particles that there were: which others would have been born cannot be known without a run.
      </p>`;
  }
}

function ranks(particles: readonly ReplayedParticle[]): TemplateResult {
  const before = particles.toSorted((a, b) => value(b.reward) - value(a.reward)).map(({ index }) => index);
  const now = particles.toSorted((a, b) => value(b.rewardNow) - value(a.rewardNow));
  return html`<table>
    <thead>
      <tr>
        <th scope="col">rank</th>
        <th scope="col">was</th>
        <th scope="col">particle</th>
        <th scope="col">reward</th>
        <th scope="col">was</th>
        <th scope="col">weight</th>
        <th scope="col">was</th>
      </tr>
    </thead>
    <tbody>
      ${now.map(
        (one, rank) =>
          html`<tr>
            <th scope="row">${rank + 1}</th>
            <td>${before.indexOf(one.index) + 1}</td>
            <td>#${one.index}</td>
            <td>${formatNumber(value(one.rewardNow))}</td>
            <td>${formatNumber(value(one.reward))}</td>
            <td>${formatWeight(one.weightNow)}</td>
            <td>${formatWeight(one.weight)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function told({ ess, essNow, resampled, resampledNow, lost, saved }: ReplayedStanding): string {
  const selected = resampled ? "resampled" : "not resampled";
  const would =
    resampled === resampledNow
      ? `${selected}, as it was`
      : `${resampledNow ? "resampled" : "not resampled"}, and it was ${selected}`;
  return [
    `ESS ${formatEss(essNow)} instead of ${formatEss(ess)}, ${would}`,
    ...(saved.length === 0 ? [] : [`${names(saved)} would have gone on`]),
    ...(lost.length === 0 ? [] : [`${names(lost)} would have died`]),
  ].join("; ");
}

/** More are counted. */
const mostNamed = 8;

function names(particles: readonly number[]): string {
  const some = particles.slice(0, mostNamed).map((n) => `#${n}`);
  const more = particles.length - some.length;
  return some.join(", ") + (more === 0 ? "" : ` and ${plural(more, "other")}`);
}

/** JSON has no −∞. */
function value(reward: number | null): number {
  return reward ?? -Infinity;
}
