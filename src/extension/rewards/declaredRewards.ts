/** What reward files declare, each by the newest code that anybody asked about. Knows not VS Code. */
import type { RewardInfo } from "../../protocol/engine.ts";

export class DeclaredRewards {
  readonly #learn: (path: string) => Promise<RewardInfo>;
  readonly #changed: () => void;
  readonly #known = new Map<string, RewardInfo>();
  /** The question under way: what an older one finds is no news. */
  readonly #asked = new Map<string, symbol>();

  /** @param learn loads a file; never rejects */
  constructor(learn: (path: string) => Promise<RewardInfo>, changed: () => void) {
    this.#learn = learn;
    this.#changed = changed;
  }

  /** Of code that has changed what it declared before, until that is learned. */
  get(path: string): RewardInfo | undefined {
    return this.#known.get(path);
  }

  /** Whether anybody has asked for it. */
  has(path: string): boolean {
    return this.#known.has(path) || this.#asked.has(path);
  }

  /** Resolves when it is known; calls back then. */
  async learn(path: string): Promise<void> {
    const own = Symbol(path);
    this.#asked.set(path, own);
    const info = await this.#learn(path);
    if (this.#asked.get(path) !== own) return;
    this.#asked.delete(path);
    this.#known.set(path, info);
    this.#changed();
  }

  /** The file is gone. */
  forget(path: string): void {
    this.#asked.delete(path);
    this.#known.delete(path);
  }
}
