/** The page: toolbar, form, notices, results. Turns what elements tell into requests to the host. */
import { LitElement, type TemplateResult, html, nothing } from "lit";
import type { GroupView, PanelState, RunView, ShownPlace } from "../src/protocol/panel.ts";
import { appStyles } from "./appStyles.ts";
import type { SettingChange } from "../src/steering/diagnosis/diagnose.ts";
import type { GenealogyPlace } from "../src/steering/genealogy.ts";
import { type Moment, Moments } from "./inspector/moments.ts";
import { withChange } from "./inspector/settingChange.ts";
import type { ViewMemory } from "./host/connection.ts";
import { copyImage } from "./host/copyImage.ts";
import { type PanelEvents, ask } from "./host/events.ts";
import { failureText } from "./form/fieldLabel.ts";
import type { SteeringForm } from "./form/form.ts";
import { formatEss, formatNumber } from "./format.ts";
import { icon } from "./controls/icons.ts";
import { type Problem, problemOf } from "./host/problem.ts";
import { isActive } from "./run/statusText.ts";
import type { PanelStore } from "./host/store.ts";
import { actionStyles, baseStyles, controlStyles } from "./theme.ts";

/** From this width on form and cards lie side by side, in `appStyles` as well. */
const twoColumns = 780;

type On<Name extends keyof PanelEvents> = CustomEvent<PanelEvents[Name]>;

export class PanelApp extends LitElement {
  static override properties = {
    store: { attribute: false },
    memory: { attribute: false },
    formShown: { state: true },
    problem: { state: true },
    at: { state: true },
    look: { state: true },
    moment: { state: true },
  };
  static override styles = [baseStyles, actionStyles, controlStyles, appStyles];
  declare store: PanelStore;
  declare memory: ViewMemory;
  declare formShown: boolean;
  declare problem: Problem | undefined;
  /** Index of the scored step that the page shows; undefined: the newest. */
  declare at: number | undefined;
  /** The particle at a step that is looked at, in whatever view. */
  declare look: GenealogyPlace | undefined;
  /** What the particles were at that step, once it is known. */
  declare moment: Moment | undefined;
  readonly #moments = new Moments((step) => this.store.moment(step));
  #shownRun: string | undefined;
  #placedRun: string | undefined;
  /** By prompt: the cards that are seen side by side. */
  readonly #pins = new Map<number, readonly number[]>();
  /** The step that the run was left at: shown as soon as it is there. */
  #leftAt: number | undefined;
  #unsubscribe: (() => void) | undefined;
  /** The run that goes on while the page looks. */
  #watched: string | undefined;

  constructor() {
    super();
    this.formShown = true;
    this.addEventListener("fk-edit", (event: On<"fk-edit">) => this.store.form(event.detail.draft));
    this.addEventListener("fk-run", () => void this.#run());
    this.addEventListener("fk-ask", ({ detail }: On<"fk-ask">) =>
      this.#ask(this.store.ask(detail.name, detail.payload)),
    );
    this.addEventListener("fk-copy", (event: On<"fk-copy">) => this.#ask(this.#copy(event.detail)));
    this.addEventListener("fk-scrub", (event: On<"fk-scrub">) => this.#show(event.detail.at));
    this.addEventListener("fk-look", (event: On<"fk-look">) => (this.look = event.detail.place));
    this.addEventListener("fk-visit", (event: On<"fk-visit">) => this.#show(event.detail.place.at));
    this.addEventListener("fk-setting", (event: On<"fk-setting">) => this.#change(event.detail.change));
    this.addEventListener("fk-dismiss", () => (this.problem = undefined));
    this.addEventListener("fk-pins", ({ detail }: On<"fk-pins">) => {
      this.#pins.set(detail.group, detail.pins);
      this.#tellPlace();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.formShown = this.memory.get()?.formShown ?? true;
    this.#unsubscribe = this.store.subscribe(() => this.#follow());
    window.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    this.#unsubscribe?.();
    window.removeEventListener("keydown", this.#key);
    super.disconnectedCallback();
  }

  protected override render(): unknown {
    const panel = this.store.state;
    if (panel === undefined) return nothing;
    const { run } = panel;
    const isEditor = panel.place === "editor";
    return html`${this.#toolbar(run, isEditor)}
      <div class="page">
        ${isEditor ? nothing : html`<fk-form id="form" .panel=${panel} ?hidden=${!this.formShown}></fk-form>`}
        <main>
          <fk-notices .panel=${panel} .problem=${this.problem}></fk-notices>
          ${
            run === undefined
              ? html`<fk-empty></fk-empty>`
              : html`<div class="results">
                  <fk-run-line .run=${run}></fk-run-line>
                  <fk-inspector .run=${run} .at=${this.at} .look=${this.look}></fk-inspector>
                  ${run.iterations.length === 0 ? nothing : html`<fk-iterations .run=${run}></fk-iterations>`}
                  ${run.groups.map((group, index) => groupSections(panel, this.#shown(run), group, index, this.#past(run)))}
                </div>`
          }
        </main>
      </div>`;
  }

  /** The run with the particles of the step that is shown; until these are there, with those that were. */
  #shown(run: RunView): RunView {
    const past = this.#past(run);
    const particles = past === undefined ? undefined : this.moment?.particles;
    return particles === undefined || this.moment?.run !== run.id ? run : { ...run, particles, previews: [] };
  }

  /** The step that is shown, where it is not the newest. */
  #past(run: RunView): number | undefined {
    return this.at === undefined ? undefined : run.genealogy.scored[this.at]?.step;
  }

  #toolbar(run: RunView | undefined, isEditor: boolean): TemplateResult {
    const active = isActive(run);
    const label = this.formShown ? "Hide the form" : "Show the form";
    const stop = active
      ? html`<vscode-button
          appearance="secondary"
          title="Stop the run and keep what it reached"
          @click=${() => ask(this, "stop", undefined)}
          >${icon("stop", "start")}Stop</vscode-button
        >`
      : nothing;
    const progress =
      run === undefined ? html`<span class="grow"></span>` : html`<fk-progress class="grow" .run=${run}></fk-progress>`;
    if (isEditor) return html`<header>${stop}${progress}</header>`;
    return html`<header>
      <vscode-button
        class=${active ? "off" : ""}
        title=${active ? "A run is going on" : "Run (Ctrl+Enter)"}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        @click=${() => void this.#run()}
        >${icon("run", "start")}Run</vscode-button
      >
      ${stop}${progress}
      <button
        class="action toggle"
        title=${label}
        aria-label=${label}
        aria-expanded=${this.formShown}
        @click=${() => this.#showForm(!this.formShown)}
      >
        ${icon("settings")}
      </button>
    </header>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    void this.#run();
  };

  async #run(): Promise<void> {
    const form = this.renderRoot.querySelector<SteeringForm>("#form");
    if (form === null || isActive(this.store.state?.run)) return;
    this.problem = undefined;
    const request = form.checked();
    if (request === undefined) {
      this.#showForm(true);
      return;
    }
    try {
      await this.store.ask("run", request);
      // Beside an editor the cards would begin below the form.
      if (window.innerWidth < twoColumns) this.#showForm(false);
    } catch (error) {
      const problem = problemOf(error);
      if (problem?.field !== undefined) this.#showForm(true);
      const shown = problem?.field !== undefined && form.showProblem(problem.field, problem.message);
      // A run that failed says so itself.
      const { run } = this.store.state ?? {};
      const said = run?.status === "failed" && run.message === problem?.message;
      if (!shown && !said) this.problem = problem;
    }
  }

  /** Only the page can copy an image. */
  async #copy({ particle: index, done }: PanelEvents["fk-copy"]): Promise<void> {
    const particle = this.store.state?.run?.particles.find((one) => one.index === index);
    await (particle?.modality === "image" ? copyImage(particle.png) : this.store.ask("copy", { particle: index }));
    done();
  }

  /** The newest stays the newest while the run goes on. */
  #show(at: number): void {
    const last = (this.store.state?.run?.genealogy.scored.length ?? 0) - 1;
    this.at = at >= last ? undefined : at;
    this.#leftAt = undefined;
    this.#tellPlace();
    const { run } = this.store.state ?? {};
    const step = run === undefined ? undefined : this.#past(run);
    if (run === undefined || step === undefined) return;
    void this.#showMoment(run.id, step);
  }

  async #showMoment(run: string, step: number): Promise<void> {
    try {
      this.moment = (await this.#moments.ask(run, step)) ?? this.moment;
    } catch (error) {
      this.problem = problemOf(error);
    }
  }

  /** Another run, or the same one going through its steps again, is shown from its newest step on. */
  #follow(): void {
    const { run } = this.store.state ?? {};
    const shown = run === undefined ? undefined : `${run.id} ${run.pass?.number}`;
    if (shown !== this.#shownRun) {
      this.#shownRun = shown;
      this.#moments.clear();
      this.at = undefined;
      this.look = undefined;
      this.moment = undefined;
      this.#leftAt = undefined;
      if (run?.id !== this.#placedRun) this.#resume(run, this.store.state?.shown);
    }
    this.#goBack();
    this.requestUpdate();
  }

  /** A run that the page has not shown yet: the person may have been in it before. */
  #resume(run: RunView | undefined, { step, pins }: ShownPlace = { pins: [] }): void {
    this.#placedRun = run?.id;
    this.#leftAt = step;
    this.#pins.clear();
    for (const pin of pins) {
      const group = run?.particles.find(({ index }) => index === pin)?.group ?? 0;
      this.#pins.set(group, [...(this.#pins.get(group) ?? []), pin]);
    }
  }

  /** To where the person was, once the run's steps are known. */
  #goBack(): void {
    const { run } = this.store.state ?? {};
    if (run === undefined || this.#leftAt === undefined || isActive(run)) return;
    const at = run.genealogy.scored.findIndex(({ step }) => step === this.#leftAt);
    if (at >= 0) this.#show(at);
  }

  #tellPlace(): void {
    const { run } = this.store.state ?? {};
    if (run === undefined) return;
    const step = this.#past(run);
    this.store.placed(run.id, { ...(step === undefined ? {} : { step }), pins: [...this.#pins.values()].flat() });
  }

  #change(change: SettingChange): void {
    const { form } = this.store.state ?? {};
    if (form === undefined) return;
    this.store.form(withChange(form, change));
    this.#showForm(true);
  }

  /** A run of this page that failed of a field: the form goes there. The notice says why, too. */
  protected override updated(): void {
    const run = this.store.state?.run;
    if (isActive(run)) this.#watched = run?.id;
    if (run?.status !== "failed" || run.id !== this.#watched) return;
    this.#watched = undefined;
    const form = this.renderRoot.querySelector<SteeringForm>("#form");
    if (run.failedOf === undefined || form === null) return;
    this.#showForm(true);
    form.showProblem(run.failedOf.field, failureText(run));
  }

  #showForm(shown: boolean): void {
    this.formShown = shown;
    this.memory.set({ formShown: shown });
  }

  #ask(request: Promise<void>): void {
    this.problem = undefined;
    request.catch((error: unknown) => {
      this.problem = problemOf(error);
    });
  }
}

/** One prompt's curve and cards. What concerns the whole run comes with the first. */
function groupSections(
  panel: PanelState,
  run: RunView,
  group: GroupView,
  index: number,
  past: number | undefined,
): TemplateResult {
  const { islands = 1 } = run.specification;
  const prompt = group.prompt.trim() === "" ? "No prompt" : `“${group.prompt}”`;
  const title = islands === 1 ? prompt : `${prompt}, island ${(index % islands) + 1} of ${islands}`;
  return html`${run.groups.length === 1 ? nothing : html`<h2 class="prompt" title=${group.prompt}>${title}</h2>`}
    <section aria-label="Effective sample size">
      <div class="heading">
        <h2>Effective sample size</h2>
        ${figures(run, group)}
      </div>
      <fk-ess .run=${run} .group=${group}></fk-ess>
      ${index === 0 ? html`<fk-details .run=${run}></fk-details>` : nothing}
    </section>
    ${preview(run, index)}
    <fk-particles
      .run=${run}
      .group=${index}
      .panel=${panel}
      .past=${past}
      .pinned=${panel.shown?.pins ?? []}
      ?hidden=${run.particles.length === 0}
    ></fk-particles>`;
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
        : html`<span title="Estimated log normalising constant of the steered distribution"
            >log Z <b>${formatNumber(logZ)}</b></span
          >`
    }
  </span>`;
}
