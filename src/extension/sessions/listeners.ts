/** Whoever wants to hear of something. Knows no VS Code, so that what tells can be tested without it. */
export class Listeners {
  readonly #all = new Set<() => void>();

  add(listener: () => void): { dispose(): void } {
    this.#all.add(listener);
    return { dispose: () => void this.#all.delete(listener) };
  }

  call(): void {
    for (const listener of this.#all) listener();
  }

  clear(): void {
    this.#all.clear();
  }
}
