/** Where the tokens of the pinned texts end: asked of the host once, and had when it has answered. Knows whom to ask; draws nothing. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PinPlace } from "../../src/protocol/panel.ts";
import type { TextTokens } from "../../src/protocol/tokens.ts";
import type { Compared } from "./comparedParticles.ts";

/** Answers that are kept. */
const most = 64;

export class TokenEnds implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #fetch: (place: PinPlace) => Promise<TextTokens>;
  readonly #known = new Map<string, readonly number[] | undefined>();

  constructor(host: ReactiveControllerHost, fetch: (place: PinPlace) => Promise<TextTokens>) {
    this.#host = host;
    this.#fetch = fetch;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#known.clear();
  }

  /** In what the particle wrote; undefined where that is not known yet, or was not kept. */
  of({ place, particle }: Compared): readonly number[] | undefined {
    if (particle.modality !== "text") return undefined;
    const { run, step } = place;
    const key = `${run}\n${place.particle} ${step}\n${particle.generated}`;
    if (!this.#known.has(key)) {
      this.#known.set(key, undefined);
      for (const old of [...this.#known.keys()].slice(0, -most)) this.#known.delete(old);
      void this.#ask(key, place, particle.generated);
    }
    return this.#known.get(key);
  }

  /** Without an answer words do. */
  async #ask(key: string, place: PinPlace, generated: string): Promise<void> {
    const answer = await this.#fetch(place).catch(() => undefined);
    // The run may have gone on meanwhile.
    if (answer?.generated !== generated) return;
    this.#known.set(
      key,
      answer.tokens.map(({ end }) => end),
    );
    this.#host.requestUpdate();
  }
}
