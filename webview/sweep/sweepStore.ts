/** What the host last said of the sweep, and what the page can ask of it. Knows nothing of elements. */
import type { MessageConnection } from "vscode-jsonrpc/browser";
import { reviveCells } from "../host/reviveState.ts";
import {
  type SweepPagePayload,
  type SweepPageRequest,
  sweepPageRequest,
  sweepPicture,
  sweepReady,
  sweepState,
  type SweepUpdate,
  type SweepView,
} from "../../src/protocol/sweepPage.ts";

export class SweepStore {
  readonly #connection: MessageConnection;
  readonly #listeners = new Set<() => void>();
  readonly #pictures = new Map<number, Promise<string | undefined>>();
  #view: SweepView | undefined;

  constructor(connection: MessageConnection) {
    this.#connection = connection;
  }

  /** Undefined until the host has answered. */
  get view(): SweepView | undefined {
    return this.#view;
  }

  async start(): Promise<void> {
    this.#connection.onNotification(sweepState, (view) => this.#take(view));
    this.#connection.listen();
    this.#take(await this.#connection.sendRequest<SweepView>(sweepReady.method));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ask<Name extends SweepPageRequest>(name: Name, payload: SweepPagePayload<Name>): Promise<void> {
    const { method } = sweepPageRequest(name);
    await (payload === undefined
      ? this.#connection.sendRequest(method)
      : this.#connection.sendRequest(method, payload));
  }

  /** A data URI of a cell's best image; asked for once. */
  picture(cell: number): Promise<string | undefined> {
    const known = this.#pictures.get(cell);
    if (known !== undefined) return known;
    const asked = this.#connection
      .sendRequest<string | null>(sweepPicture.method, { cell })
      .then((png) => (png === null ? undefined : `data:image/png;base64,${png}`))
      .catch(() => undefined);
    this.#pictures.set(cell, asked);
    return asked;
  }

  #take(update: SweepUpdate): void {
    const cells = update.cells === undefined ? (this.#view?.cells ?? []) : reviveCells(update.cells);
    this.#view = { ...update, cells };
    for (const listener of this.#listeners) listener();
  }
}
