/** How the text of the particle came to be that a person asked about: asked of the host anew at every step that is shown. Knows whom to ask; draws nothing. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { RunView, TokensRequest } from "../../src/protocol/panel.ts";
import type { TextTokens } from "../../src/protocol/tokens.ts";
import { problemOf } from "../host/problem.ts";

export interface ToldTokens {
  readonly particle: number;
  readonly step: number;
  readonly tokens: TextTokens | undefined;
  /** Why there are none. */
  readonly refused: string | undefined;
}

export class TokenStory implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #fetch: (request: TokensRequest) => Promise<TextTokens>;
  #particle: number | undefined;
  #run: string | undefined;
  /** What was asked for last. */
  #wanted = "";
  #told: ToldTokens | undefined;

  constructor(host: ReactiveControllerHost, fetch: (request: TokensRequest) => Promise<TextTokens>) {
    this.#host = host;
    this.#fetch = fetch;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#forget();
  }

  /** The particle that is told of; undefined: none. */
  get particle(): number | undefined {
    return this.#particle;
  }

  /** Tells of another particle, or no more of the same. */
  toggle(run: string, particle: number): void {
    const isSame = this.#particle === particle;
    this.#forget();
    if (!isSame) [this.#run, this.#particle] = [run, particle];
    this.#host.requestUpdate();
  }

  close(): void {
    this.#forget();
    this.#host.requestUpdate();
  }

  /** As it was at a scored step; until the host has answered, what it told before. Another run has nothing to tell. */
  at(run: RunView, step: number | undefined): ToldTokens | undefined {
    if (this.#run !== run.id) this.#forget();
    const particle = this.#particle;
    if (particle === undefined || step === undefined) return undefined;
    const wanted = `${run.edition} ${run.pass?.number} ${step} ${particle}`;
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      void this.#ask(wanted, particle, step);
    }
    return this.#told;
  }

  async #ask(wanted: string, particle: number, step: number): Promise<void> {
    let told: ToldTokens;
    try {
      told = { particle, step, tokens: await this.#fetch({ particle, step }), refused: undefined };
    } catch (error) {
      told = { particle, step, tokens: undefined, refused: problemOf(error)?.message ?? "" };
    }
    if (this.#wanted !== wanted) return;
    this.#told = told;
    this.#host.requestUpdate();
  }

  #forget(): void {
    [this.#run, this.#particle, this.#told, this.#wanted] = [undefined, undefined, undefined, ""];
  }
}
