/** What the page shows of a run: its line, the inspector, and each prompt's cards. Drawn by the app, in whose styles it stands. */
import { type TemplateResult, html, nothing } from "lit";
import type { GroupView, PanelState, RunView } from "../../src/protocol/panel.ts";
import { openBallot, shownVotes } from "../votes/voting.ts";
import { metricFor, type RewardInfo } from "../../src/protocol/engine.ts";
import { sourceName } from "../../src/protocol/rewardWords.ts";
import { kinAt, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import { formatEss, formatNumber, formatWeight } from "../../src/protocol/numberWords.ts";
import type { ShownTime } from "../inspector/shownTime.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { comparedParticles, rewardNames } from "../particles/comparedParticles.ts";
import type { TokenEnds } from "../particles/tokenEnds.ts";
import type { TokenStory } from "../particles/tokenStory.ts";
import { logZLabel, logZTitle } from "./logZWords.ts";
import { groupLabel } from "./groupLabel.ts";

export interface ResultsOptions {
  readonly time: ShownTime;
  readonly tokens: TokenEnds;
  readonly story: TokenStory;
  readonly look: GenealogyPlace | undefined;
}

export function results(
  panel: PanelState,
  run: RunView,
  { time, tokens, story, look }: ResultsOptions,
): TemplateResult {
  const shown = time.shown(run);
  const at = time.at ?? run.genealogy.scored.length - 1;
  const voted = shownVotes(run, panel.ballot, time.past, run.genealogy.scored[at]);
  const told = story.at(run, run.genealogy.scored[at]?.step);
  const kin = look === undefined || at < 0 ? undefined : new Set(kinAt(run.genealogy, look, at));
  return html`<div class="results">
    <fk-run-line .run=${run}></fk-run-line>
    <fk-pause .run=${run} .ballot=${openBallot(run, panel.ballot)} .past=${time.past}></fk-pause>
    ${panel.replay === undefined ? nothing : html`<fk-replay .run=${run} .replay=${panel.replay}></fk-replay>`}
    <fk-inspector
      .run=${run}
      .rewards=${rewardNames(run.specification, panel.rewards)}
      .at=${time.at}
      .look=${look}
      .branches=${panel.branches ?? []}
    ></fk-inspector>
    ${run.iterations.length === 0 ? nothing : html`<fk-iterations .run=${run}></fk-iterations>`}
    <div class="folds">
      <fk-details .run=${shown}></fk-details>
      <fk-go-on class=${(run.goneOn ?? []).length > 0 ? "wide" : ""} .run=${run}></fk-go-on>
      ${run.groups.length === 1 ? strengths(panel, run, 0) : nothing}
    </div>
    ${told === undefined ? nothing : html`<fk-tokens .told=${told} .steps=${run.steps}></fk-tokens>`}
    ${run.groups.map((group, index) => {
      const cards = html`${index === 0 ? sideBySide(panel, shown, { past: time.past, tokens }) : nothing}
        ${preview(shown, index)}
        <fk-particles
          .run=${shown}
          .group=${index}
          .panel=${panel}
          .past=${time.past}
          .earlier=${time.earlier(run)}
          .kin=${kin}
          .at=${at}
          .voted=${voted}
          ?hidden=${shown.particles.length === 0}
        ></fk-particles>`;
      return run.groups.length === 1
        ? cards
        : [strengths(panel, run, index), heading(shown, group, index), margin(run, index, cards)];
    })}
  </div>`;
}

/** Which prompt, or which island of it, the cards are of: seen as long as one of them is. */
function margin(run: RunView, index: number, cards: TemplateResult): TemplateResult {
  const label = groupLabel(run, index);
  return html`<div class="group">
    <div class="margin" title=${label} aria-hidden="true"><span>${label}</span></div>
    <div class="cards">${cards}</div>
  </div>`;
}

/** Of several groups: which one the cards below are of, and how it stands. */
function heading(run: RunView, group: GroupView, index: number): TemplateResult {
  const label = groupLabel(run, index);
  return html`${wholeOf(run, group, index)}
    <div class="heading prompt">
      <h2 title=${label}>${label}</h2>
      ${figures(run, group)}
    </div>`;
}

/** Over the first of a prompt's islands, what they come to together. */
function wholeOf(run: RunView, { prompt, island }: GroupView, index: number): unknown {
  const { specification, groups } = run;
  const { islands = 1 } = specification;
  if (island === undefined || index % islands !== 0) return nothing;
  const own = groups.slice(index, index + islands);
  const shares = own.map((one) => formatWeight(one.island?.share ?? 0));
  const drawn = own.findIndex((one) => one.island?.isDrawn === true);
  const of = groups.length === islands || prompt.trim() === "" ? "" : ` of “${clip(prompt, 60)}”`;
  return html`<p class="whole">
    All ${islands} islands${of}: ${logZLabel(run)}
    <b title="The log of the mean of their estimates of Z">${formatNumber(island.logZ)}</b>,
    <span title="By its own estimate of Z: what the weights of its particles count for in the whole"
      >they count ${shares.join(", ")}</span
    >${drawn < 0 ? nothing : `, and the draw is of island ${drawn + 1}`}
  </p>`;
}

/** Of its end, whichever step is shown. */
function strengths({ rewards, metrics = [], holdout }: PanelState, run: RunView, index: number): TemplateResult {
  return html`<fk-strength
    .run=${run}
    .group=${index}
    .holdout=${holdout}
    .judges=${judgesOf([...metrics, ...rewards], run)}
    .sense=${senseOf(metrics.find(({ name }) => name === holdout?.reward)?.judges, run)}
    .rewards=${rewardNames(run.specification, rewards)}
  ></fk-strength>`;
}

/** Rewards that may judge the run: for its kind of samples, and none that steered it. The metric of one that did comes first. */
function judgesOf(rewards: readonly RewardInfo[], { specification, particles }: RunView): readonly string[] {
  const metric = metricFor(rewards, specification.rewards);
  const steering = new Set(specification.rewards.map(({ source }) => sourceName(source)));
  const others = rewards.filter(({ name, accepts }) => accepts === particles[0]?.modality && !steering.has(name));
  return [...new Set([...(metric === undefined ? [] : [metric.name]), ...others.map(({ name }) => name)])];
}

/** −1 where the run was steered away from the reward that is judged. */
function senseOf(judged: string | undefined, { specification }: RunView): 1 | -1 {
  const steering = specification.rewards.find(({ source }) => source.kind === "builtin" && source.name === judged);
  return (steering?.weight ?? 1) < 0 ? -1 : 1;
}

function sideBySide(
  { pins, rewards }: PanelState,
  run: RunView,
  { past, tokens }: { readonly past: number | undefined; readonly tokens: TokenEnds },
): unknown {
  const compared = comparedParticles(pins, run, past, rewards);
  if (compared.length === 0) return nothing;
  const ends = compared.length === 1 ? [] : compared.map((one) => tokens.of(one));
  return html`<fk-side .compared=${compared} .ends=${ends} .genealogy=${run.genealogy}></fk-side>`;
}

/** The part of one prompt: all have as many particles. */
function preview({ previews, groups, step }: RunView, index: number): unknown {
  const count = previews.length / groups.length;
  const first = index * count;
  return count === 0
    ? nothing
    : html`<fk-previews .previews=${previews.slice(first, first + count)} first=${first} step=${step}></fk-previews>`;
}

function figures(run: RunView, group: GroupView): TemplateResult {
  const last = group.scored.at(-1);
  const total = run.specification.particles ?? run.particles.length;
  const { logZ } = group;
  return html`<span class="figures">
    ${last === undefined ? nothing : html`<span title="Now, of all particles"><b>${formatEss(last.ess)}</b> of ${total}</span>`}
    ${
      logZ === undefined
        ? nothing
        : html`<span title=${logZTitle(run)}>${logZLabel(run)} <b>${formatNumber(logZ)}</b></span>`
    }
  </span>`;
}
