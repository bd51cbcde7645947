/** What the host last said, and what the page can ask of it. Knows the connection; knows nothing of elements. */
import type { MessageConnection } from "vscode-jsonrpc/browser";
import {
  type MomentRequest,
  type PanelPayload,
  type PanelRequest,
  type PanelState,
  type PanelUpdate,
  type TokensRequest,
  panelForm,
  panelMoment,
  panelReady,
  panelRequest,
  panelShown,
  panelState,
  panelTokens,
} from "../../src/protocol/panel.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import type { TextTokens } from "../../src/protocol/tokens.ts";
import { Paced } from "./paced.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import { reviveParticle, reviveState } from "./reviveState.ts";

export class PanelStore {
  readonly #connection: MessageConnection;
  readonly #listeners = new Set<() => void>();
  #state: PanelState | undefined;
  /** With the parts that have come of what is to be shown next. */
  #coming: PanelState | undefined;
  readonly #paced = new Paced(() => {
    for (const listener of this.#listeners) listener();
  });

  constructor(connection: MessageConnection) {
    this.#connection = connection;
  }

  /** Undefined until the host has answered. */
  get state(): PanelState | undefined {
    return this.#state;
  }

  async start(): Promise<void> {
    this.#connection.onNotification(panelState, (update) => this.#take(update));
    this.#connection.listen();
    this.#take(await this.#connection.sendRequest<PanelUpdate>(panelReady.method));
  }

  /** Calls back after changes, as often as the page can keep up with. Returns the way to end that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ask<Name extends PanelRequest>(name: Name, payload: PanelPayload<Name>): Promise<void> {
    const { method } = panelRequest(name);
    await (payload === undefined
      ? this.#connection.sendRequest(method)
      : this.#connection.sendRequest(method, payload));
  }

  /** What each particle was heading for at a scored step. */
  async moment(request: MomentRequest): Promise<readonly ParticleView[]> {
    const particles = await this.#connection.sendRequest<readonly ParticleView[]>(panelMoment.method, request);
    return particles.map(reviveParticle);
  }

  /** How a particle's text came to be. */
  tokens(request: TokensRequest): Promise<TextTokens> {
    return this.#connection.sendRequest<TextTokens>(panelTokens.method, request);
  }

  /** Where the person is in a run. */
  placed(run: string, step: number | undefined): void {
    void this.#connection.sendNotification(panelShown, { run, ...(step === undefined ? {} : { step }) });
  }

  form(request: RunRequest): void {
    void this.#connection.sendNotification(panelForm, request);
  }

  #take(update: PanelUpdate): void {
    const next = reviveState(update, this.#coming ?? this.#state);
    if (update.run?.genealogy.isPart === true) {
      this.#coming = next;
      return;
    }
    [this.#state, this.#coming] = [next, undefined];
    this.#paced.call();
  }
}
