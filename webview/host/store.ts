/** What the host last said, and what the page can ask of it. Knows the connection; knows nothing of elements. */
import type { MessageConnection } from "vscode-jsonrpc/browser";
import {
  type PanelState,
  type PanelUpdate,
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
} from "../../src/protocol/panel.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { Paced } from "./paced.ts";
import { reviveState } from "./reviveState.ts";

export type OpenTarget = Parameters<PanelStore["open"]>[0];

export class PanelStore {
  readonly #connection: MessageConnection;
  readonly #listeners = new Set<() => void>();
  #state: PanelState | undefined;
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
    this.#take(await this.#connection.sendRequest(panelReady));
  }

  /** Calls back after changes, as often as the page can keep up with. Returns the way to end that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(request: RunRequest): Promise<void> {
    return this.#connection.sendRequest(panelRun, request);
  }

  stop(): Promise<void> {
    return this.#connection.sendRequest(panelStop);
  }

  insert(particle: number): Promise<void> {
    return this.#connection.sendRequest(panelInsert, { particle });
  }

  copy(particle: number): Promise<void> {
    return this.#connection.sendRequest(panelCopy, { particle });
  }

  save(particle: number): Promise<void> {
    return this.#connection.sendRequest(panelSave, { particle });
  }

  show(particle: number): Promise<void> {
    return this.#connection.sendRequest(panelShow, { particle });
  }

  refine(particle: number): Promise<void> {
    return this.#connection.sendRequest(panelRefine, { particle });
  }

  open(target: { readonly what: "reward" | "new-reward" | "log"; readonly path?: string }): Promise<void> {
    return this.#connection.sendRequest(panelOpen, target);
  }

  form(request: RunRequest): void {
    void this.#connection.sendNotification(panelForm, request);
  }

  #take(update: PanelUpdate): void {
    this.#state = reviveState(update, this.#state?.run);
    this.#paced.call();
  }
}
