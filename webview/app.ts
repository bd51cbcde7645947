/** The page: toolbar, form, notices, results. Turns what elements tell into requests to the host. */
import { LitElement, html, nothing } from "lit";
import type { GenealogyPlace } from "../src/steering/genealogy.ts";
import { appStyles } from "./appStyles.ts";
import { failureText } from "./form/fieldLabel.ts";
import type { SteeringForm } from "./form/form.ts";
import type { ViewMemory } from "./host/connection.ts";
import type { PanelEvents } from "./host/events.ts";
import { firstViewMade } from "./host/firstView.ts";
import { keepFocus } from "./host/keptFocus.ts";
import { type Problem, problemOf } from "./host/problem.ts";
import { SoughtView } from "./host/soughtView.ts";
import type { PanelStore } from "./host/store.ts";
import { ShownTime } from "./inspector/shownTime.ts";
import { faceOf } from "./particles/faces.ts";
import type { ParticleGrid } from "./particles/particleGrid.ts";
import { TokenStory } from "./particles/tokenStory.ts";
import { TokenEnds } from "./particles/tokenEnds.ts";
import { results } from "./run/results.ts";
import { isActive } from "../src/protocol/activeRun.ts";
import { actionStyles, baseStyles, controlStyles, marginStyles } from "./theme.ts";
import { toolbar } from "./toolbar.ts";

/** From this width on form and cards lie side by side, in `appStyles` as well. */
const twoColumns = 780;

type On<Name extends keyof PanelEvents> = CustomEvent<PanelEvents[Name]>;

export class PanelApp extends LitElement {
  static override properties = {
    store: { attribute: false },
    memory: { attribute: false },
    formShown: { state: true },
    problem: { state: true },
    look: { state: true },
  };
  static override styles = [baseStyles, actionStyles, controlStyles, marginStyles, appStyles];
  declare store: PanelStore;
  declare memory: ViewMemory;
  declare formShown: boolean;
  declare problem: Problem | undefined;
  /** The particle at a step that is looked at, in whatever view. */
  declare look: GenealogyPlace | undefined;
  readonly #time = new ShownTime(this, {
    fetch: (step, options) => this.store.moment({ step, ...options }),
    placed: (run, step) => this.store.placed(run, step),
    refused: (error) => (this.problem = problemOf(error)),
  });
  readonly #tokens = new TokenEnds(this, (place) => this.store.tokens(place));
  readonly #story = new TokenStory(this, (request) => this.store.tokens(request));
  readonly #sought = new SoughtView(this);
  #unsubscribe: (() => void) | undefined;
  #endFocus: (() => void) | undefined;
  /** How often the form had got settings from elsewhere. */
  #offers: number | undefined;
  /** The run that goes on while the page looks. */
  #watched: string | undefined;

  constructor() {
    super();
    this.formShown = true;
    this.addEventListener("fk-edit", (event: On<"fk-edit">) => this.store.form(event.detail.draft));
    this.addEventListener("fk-run", () => void this.#run());
    this.addEventListener("fk-ask", ({ detail }: On<"fk-ask">) => {
      if (detail.name === "pin") this.#seekSideBySide();
      this.#ask(this.store.ask(detail.name, detail.payload));
    });
    this.addEventListener("fk-copy", (event: On<"fk-copy">) => this.#ask(this.#copy(event.detail)));
    this.addEventListener("fk-scrub", (event: On<"fk-scrub">) => this.#time.go(event.detail.at));
    this.addEventListener("fk-look", (event: On<"fk-look">) => (this.look = event.detail.place));
    this.addEventListener("fk-visit", (event: On<"fk-visit">) => this.#time.go(event.detail.place.at));
    this.addEventListener("fk-setting", ({ detail: { change } }: On<"fk-setting">) =>
      this.#ask(this.store.ask("useSettings", { change })),
    );
    this.addEventListener("fk-tokens", (event: On<"fk-tokens">) => this.#tellTokens(event.detail.particle));
    this.addEventListener("fk-unpin", () => this.#unpin());
    this.addEventListener("fk-dismiss", () => (this.problem = undefined));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.formShown = this.memory.get()?.formShown ?? true;
    this.#unsubscribe = this.store.subscribe(() => this.#follow());
    window.addEventListener("keydown", this.#key);
    this.#endFocus = keepFocus();
  }

  override disconnectedCallback(): void {
    this.#unsubscribe?.();
    window.removeEventListener("keydown", this.#key);
    this.#endFocus?.();
    super.disconnectedCallback();
  }

  protected override render(): unknown {
    const panel = this.store.state;
    if (panel === undefined) return nothing;
    const { formShown } = this;
    return html`${toolbar(panel, {
        formShown,
        run: () => void this.#run(),
        showForm: () => this.#showForm(!formShown),
      })}
      <div class="page">
        ${panel.place !== "panel" ? nothing : html`<fk-form id="form" role="form" aria-label="The next run" .panel=${panel} ?beside=${window.innerWidth >= twoColumns} ?hidden=${!formShown}></fk-form>`}
        <main>
          <fk-notices .panel=${panel} .problem=${this.problem}></fk-notices>
          ${panel.run === undefined ? html`<fk-empty></fk-empty>` : results(panel, panel.run, { time: this.#time, tokens: this.#tokens, story: this.#story, look: this.look })}
        </main>
      </div>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    void this.#run();
  };

  async #run(): Promise<void> {
    const form = this.renderRoot.querySelector<SteeringForm>("#form");
    if (form === null) return;
    this.problem = undefined;
    await form.updateComplete;
    const request = form.checked();
    if (request === undefined) {
      this.#showForm(true);
      return;
    }
    // Whoever lets several wait changes the form between them.
    const waits = isActive(this.store.state?.run);
    try {
      await this.store.ask("run", request);
      // Beside an editor the cards would begin below the form.
      if (window.innerWidth < twoColumns && !waits) this.#showForm(false);
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
    const copied = particle && faceOf(particle).copy?.(particle);
    await (copied ?? this.store.ask("copy", { particle: index }));
    done();
  }

  #follow(): void {
    const { run, shownStep, offers, changed } = this.store.state ?? {};
    if (this.#time.follow(run, shownStep)) this.look = undefined;
    if (this.#offers !== undefined && offers !== this.#offers) {
      this.#showForm(true);
      this.#sought.seek("fk-form");
    }
    const isOffered = offers !== this.#offers;
    this.#offers = offers;
    this.requestUpdate();
    // Also in a page that was opened for it, whose form comes with this update.
    if (changed !== undefined && isOffered) void this.#showField(changed);
  }

  /** One alone has nothing beside it yet: it is sought with the second. */
  #seekSideBySide(): void {
    const before = this.store.state?.pins ?? [];
    this.#sought.seek("fk-side", () => {
      const now = this.store.state?.pins ?? [];
      if (now === before) return false;
      return now.length >= Math.max(before.length, 2) ? true : undefined;
    });
  }

  /** Back to the card that was pinned last. */
  #unpin(): void {
    for (const grid of this.renderRoot.querySelectorAll<ParticleGrid>("fk-particles")) grid.focusPinned();
    this.#ask(this.store.ask("unpin", undefined));
  }

  /** Of a particle, or no more of the same: then back to its card. */
  #tellTokens(particle: number): void {
    const { run } = this.store.state ?? {};
    if (run === undefined) return;
    this.#story.toggle(run.id, particle);
    if (this.#story.particle !== undefined) {
      this.#sought.seek("fk-tokens");
      return;
    }
    for (const grid of this.renderRoot.querySelectorAll<ParticleGrid>("fk-particles")) grid.focusParticle(particle);
  }

  /** A run of this page that failed of a field: the form goes there. The notice says why, too. */
  protected override updated(): void {
    if (this.store.state !== undefined) firstViewMade();
    const run = this.store.state?.run;
    if (isActive(run)) this.#watched = run?.id;
    if (run?.status !== "failed" || run.id !== this.#watched) return;
    this.#watched = undefined;
    const form = this.renderRoot.querySelector<SteeringForm>("#form");
    if (run.failedOf === undefined || form === null) return;
    this.#showForm(true);
    form.showProblem(run.failedOf.field, failureText(run));
  }

  async #showField(path: string): Promise<void> {
    this.#showForm(true);
    await this.updateComplete;
    await this.renderRoot.querySelector<SteeringForm>("#form")?.show(path);
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
