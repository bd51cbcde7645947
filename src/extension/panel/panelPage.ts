/** The host's end of the link over which a panel's page asks and is told. */
import type { MessageConnection } from "vscode-jsonrpc/node";
import { answer, answer0 } from "../../protocol/call.ts";
import {
  panelCopy,
  panelForm,
  panelInsert,
  panelOpen,
  panelReady,
  panelRefine,
  panelRun,
  panelSave,
  panelShow,
  panelState,
  panelStop,
  type PanelState,
  type PanelUpdate,
  type RunView,
} from "../../protocol/panel.ts";
import type { Genealogy } from "../../steering/genealogy.ts";
import type { ParticleView } from "../../protocol/run.ts";
import { parseOpen, parseParticle, type OpenRequest } from "./panelMessages.ts";

/** What the page asks of the rest of the extension. Whatever is thrown is shown in the page. */
export interface PanelActions {
  state(): PanelState;
  /** The page is there: time to learn what is not known yet. */
  opened(): void;
  run(request: unknown): Promise<void>;
  stop(): void;
  insert(particle: number): Promise<void>;
  copy(particle: number): Promise<void>;
  refine(particle: number): Promise<void>;
  save(particle: number): Promise<void>;
  show(particle: number): Promise<void>;
  open(request: OpenRequest): Promise<void>;
  form(request: unknown): void;
}

export class PanelPage {
  readonly #connection: MessageConnection;
  #listens = false;
  /** What the page was sent last. */
  #particles: readonly ParticleView[] | undefined;
  #genealogy: Genealogy | undefined;

  constructor(connection: MessageConnection, actions: PanelActions) {
    this.#connection = connection;
    answer0(connection, panelReady, () => {
      this.#listens = true;
      actions.opened();
      const state = actions.state();
      this.#sent(state.run);
      return state;
    });
    answer(connection, panelRun, (request) => actions.run(request));
    answer0(connection, panelStop, () => actions.stop());
    answer(connection, panelInsert, (request) => actions.insert(parseParticle(request)));
    answer(connection, panelCopy, (request) => actions.copy(parseParticle(request)));
    answer(connection, panelRefine, (request) => actions.refine(parseParticle(request)));
    answer(connection, panelSave, (request) => actions.save(parseParticle(request)));
    answer(connection, panelShow, (request) => actions.show(parseParticle(request)));
    answer(connection, panelOpen, (request) => actions.open(parseOpen(request)));
    connection.onNotification(panelForm, (request) => {
      actions.form(request);
      // Said back: only then a form that the host has had before is news to the page.
      this.send(actions.state());
    });
    connection.listen();
  }

  /** It has asked for its first state; what changes from now on must be sent. */
  get listens(): boolean {
    return this.#listens;
  }

  send(state: PanelState): void {
    const { run, ...rest } = state;
    const update: PanelUpdate = { ...rest, run: run === undefined ? undefined : this.#changes(run) };
    this.#sent(run);
    void this.#connection.sendNotification(panelState, update).catch(() => {});
  }

  dispose(): void {
    this.#connection.dispose();
  }

  #sent(run: RunView | undefined): void {
    this.#particles = run?.particles;
    this.#genealogy = run?.genealogy;
  }

  #changes({ particles, genealogy, ...rest }: RunView): PanelUpdate["run"] {
    const known = this.#genealogy?.scored ?? [];
    // Steps are only ever added, but for another run or pass.
    const from = known.every((step, j) => step === genealogy.scored[j]) ? known.length : 0;
    return {
      ...rest,
      ...(particles === this.#particles ? {} : { particles }),
      genealogy: { ...genealogy, scored: genealogy.scored.slice(from), from },
    };
  }
}
