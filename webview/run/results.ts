/** What the page shows of a run: its line, the inspector, and each prompt's cards. Drawn by the app, in whose styles it stands. */
import { type TemplateResult, html, nothing } from "lit";
import type { GroupView, PanelState, RunView } from "../../src/protocol/panel.ts";
import { openBallot, shownVotes } from "../votes/voting.ts";
import type { RewardInfo } from "../../src/protocol/engine.ts";
import { judgedBy, judgeFor, senseOf } from "../../src/protocol/metric.ts";
import { sourceName } from "../../src/protocol/rewardWords.ts";
import { kinAt, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import { formatEss, formatNumber, formatWeight } from "../../src/protocol/numberWords.ts";
import type { ShownTime } from "../inspector/shownTime.ts";
import { bestFirst } from "../particles/arrange.ts";
import { comparedParticles, rewardNames } from "../particles/comparedParticles.ts";
import type { ParticleGrid } from "../particles/particleGrid.ts";
import type { PanelEvent } from "../host/events.ts";
import { repeat } from "lit/directives/repeat.js";
import type { TokenEnds } from "../particles/tokenEnds.ts";
import type { TokenStory } from "../particles/tokenStory.ts";
import { logZLabel, logZTitle } from "./logZWords.ts";
import { groupLabel, promptLabel } from "../../src/protocol/groupLabel.ts";

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
  const { islands = 1 } = run.specification;
  const kin = look === undefined || at < 0 ? undefined : new Set(kinAt(run.genealogy, look, at));
  return html`<div class="results" @fk-beyond=${goBeyond}>
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
      ${run.groups.length === islands ? strengths(panel, run, 0) : nothing}
    </div>
    ${told === undefined ? nothing : html`<fk-tokens .told=${told} .steps=${run.steps}></fk-tokens>`}
    ${sideBySide(panel, shown, { past: time.past, tokens })}
    ${Array.from({ length: run.groups.length / islands }, (_, prompt) => {
      const first = prompt * islands;
      const cardsOf = (index: number): TemplateResult =>
        html`${preview(shown, index)}
          <fk-particles
            .run=${shown}
            .group=${index}
            .panel=${panel}
            .past=${time.past}
            .earlier=${time.earlier(run)}
            .kin=${kin}
            .at=${at}
            .voted=${voted}
            .label=${islands === 1 ? "" : groupLabel(run, index)}
            ?hidden=${shown.particles.length === 0}
          ></fk-particles>`;
      const own = Array.from({ length: islands }, (_, m) => first + m);
      // As cards do, bands keep their places until the end, and then the best comes first.
      const ordered = run.status === "done" && time.past === undefined ? bestFirst(shown.particles, own) : own;
      const bands = repeat(
        ordered,
        (index) => index,
        (index) => island(shown, index, cardsOf(index)),
      );
      const cards = islands === 1 ? cardsOf(first) : html`<div class="islands">${bands}</div>`;
      const whole = wholeOf(run, prompt);
      const name = promptLabel(run, prompt);
      return name === undefined
        ? [whole, cards]
        : [strengths(panel, run, prompt), heading(shown, name, first), whole, margin(name, cards)];
    })}
  </div>`;
}

/** From the cards of one band to those of the next. */
function goBeyond({ currentTarget, target, detail }: PanelEvent<"fk-beyond">): void {
  const grids = [...(currentTarget as HTMLElement).querySelectorAll<ParticleGrid>("fk-particles:not([hidden])")];
  grids[grids.indexOf(target as ParticleGrid) + (detail.isForward ? 1 : -1)]?.focusEdge(detail);
}

/** One of a prompt's populations, in a band of its own. */
function island(run: RunView, index: number, cards: TemplateResult): TemplateResult {
  const { islands = 1 } = run.specification;
  const [group, m] = [run.groups[index]!, index % islands];
  const share = group.island?.share;
  return html`<section class="island" aria-label="Island ${m + 1}">
    <div class="heading">
      <h3>Island ${m + 1}</h3>
      ${
        share === undefined
          ? nothing
          : html`<span
              class="quiet"
              title="By its own estimate of Z: what the weights of its particles count for in the whole"
              >counts ${formatWeight(share)}</span
            >`
      }
      ${figures(run, group)}
    </div>
    ${cards}
  </section>`;
}

/** Which prompt the cards are of: seen as long as one of them is. */
function margin(label: string, cards: TemplateResult): TemplateResult {
  return html`<div class="group">
    <div class="margin" title=${label} aria-hidden="true"><span>${label}</span></div>
    <div class="cards">${cards}</div>
  </div>`;
}

/** Of several prompts: which one the cards below are of, and how it stands. */
function heading(run: RunView, label: string, first: number): TemplateResult {
  const { islands = 1 } = run.specification;
  return html`<div class="heading prompt">
    <h2 title=${label}>${label}</h2>
    ${islands === 1 ? figures(run, run.groups[first]!) : nothing}
  </div>`;
}

/** Over a prompt's islands, what they come to together. */
function wholeOf({ specification, groups, ...run }: RunView, prompt: number): unknown {
  const { islands = 1 } = specification;
  const own = groups.slice(prompt * islands, (prompt + 1) * islands);
  const whole = own[0]?.island;
  if (whole === undefined) return nothing;
  const drawn = own.findIndex((one) => one.island?.isDrawn === true);
  return html`<p class="whole">
    All ${islands} islands: ${logZLabel(run)}
    <b title="The log of the mean of their estimates of Z">${formatNumber(whole.logZ)}</b>${
      drawn < 0 ? nothing : `, and the draw is of island ${drawn + 1}`
    }
  </p>`;
}

/** Of its end, whichever step is shown. */
function strengths({ rewards, metrics = [], holdout }: PanelState, run: RunView, prompt: number): TemplateResult {
  const judge = [...metrics, ...rewards].find(({ name }) => name === holdout?.reward);
  return html`<fk-strength
    .run=${run}
    .prompt=${prompt}
    .holdout=${holdout}
    .judges=${judgesOf([...metrics, ...rewards], run)}
    .sense=${judge === undefined ? 1 : senseOf(judgedBy(judge), run.specification.rewards)}
    .rewards=${rewardNames(run.specification, rewards)}
  ></fk-strength>`;
}

/** Rewards that may judge the run: for its kind of samples, and none that steered it. What judges one that did comes first. */
function judgesOf(rewards: readonly RewardInfo[], { specification, particles }: RunView): readonly string[] {
  const first = judgeFor(rewards, specification.rewards);
  const steering = new Set(specification.rewards.map(({ source }) => sourceName(source)));
  const others = rewards.filter(({ name, accepts }) => accepts === particles[0]?.modality && !steering.has(name));
  return [...new Set([...(first === undefined ? [] : [first.name]), ...others.map(({ name }) => name)])];
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
    ${last === undefined ? nothing : html`<span title="Effective sample size now, of all particles">ESS <b>${formatEss(last.ess)}</b> of ${total}</span>`}
    ${
      logZ === undefined
        ? nothing
        : html`<span title=${logZTitle(run)}>${logZLabel(run)} <b>${formatNumber(logZ)}</b></span>`
    }
  </span>`;
}
