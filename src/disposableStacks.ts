/**
 * `DisposableStack` and `AsyncDisposableStack` for a Node that has none: VS Code's own is 22 in many versions, and they came with 24. The build puts them
 * in the place of the globals; from source Node's own are used.
 */

type Release = () => unknown;

/** @throws TypeError where the stack was disposed of */
function added(releases: readonly Release[] | undefined): Release[] {
  if (releases === undefined) throw new TypeError("The stack was disposed of already.");
  return releases as Release[];
}

/** What to do to dispose of a value; none for nothing. */
function releaseOf(value: object | null | undefined, symbols: readonly symbol[]): Release | undefined {
  if (value === null || value === undefined) return undefined;
  const found = symbols.map((symbol) => (value as Readonly<Record<symbol, unknown>>)[symbol]);
  const release = found.find((one) => one !== undefined && one !== null);
  if (typeof release !== "function") throw new TypeError("The value cannot be disposed of.");
  return () => (release as Release).call(value);
}

/** The later error, which hides those before it. */
function suppressing(error: unknown, suppressed: unknown): Error {
  const message = "An error was suppressed during disposal.";
  return Object.assign(new Error(message), { name: "SuppressedError", error, suppressed });
}

class Stack implements DisposableStack {
  #releases: Release[] | undefined = [];

  get disposed(): boolean {
    return this.#releases === undefined;
  }

  use<Value extends Disposable | null | undefined>(value: Value): Value {
    const releases = added(this.#releases);
    const release = releaseOf(value, [Symbol.dispose]);
    if (release !== undefined) releases.push(release);
    return value;
  }

  adopt<Value>(value: Value, release: (value: Value) => void): Value {
    added(this.#releases).push(() => release(value));
    return value;
  }

  defer(release: () => void): void {
    added(this.#releases).push(release);
  }

  move(): DisposableStack {
    const moved = new Stack();
    moved.#releases = added(this.#releases);
    this.#releases = undefined;
    return moved;
  }

  dispose(): void {
    const releases = this.#releases ?? [];
    this.#releases = undefined;
    let failed: { readonly error: unknown } | undefined;
    for (const release of releases.toReversed()) {
      try {
        release();
      } catch (error) {
        failed = { error: failed === undefined ? error : suppressing(error, failed.error) };
      }
    }
    if (failed !== undefined) throw failed.error;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get [Symbol.toStringTag](): string {
    return "DisposableStack";
  }
}

class AsyncStack implements AsyncDisposableStack {
  #releases: Release[] | undefined = [];

  get disposed(): boolean {
    return this.#releases === undefined;
  }

  use<Value extends AsyncDisposable | Disposable | null | undefined>(value: Value): Value {
    const releases = added(this.#releases);
    const release = releaseOf(value, [Symbol.asyncDispose, Symbol.dispose]);
    if (release !== undefined) releases.push(release);
    return value;
  }

  adopt<Value>(value: Value, release: (value: Value) => PromiseLike<void> | void): Value {
    added(this.#releases).push(() => release(value));
    return value;
  }

  defer(release: () => PromiseLike<void> | void): void {
    added(this.#releases).push(release);
  }

  move(): AsyncDisposableStack {
    const moved = new AsyncStack();
    moved.#releases = added(this.#releases);
    this.#releases = undefined;
    return moved;
  }

  async disposeAsync(): Promise<void> {
    const releases = this.#releases ?? [];
    this.#releases = undefined;
    let failed: { readonly error: unknown } | undefined;
    for (const release of releases.toReversed()) {
      try {
        await release();
      } catch (error) {
        failed = { error: failed === undefined ? error : suppressing(error, failed.error) };
      }
    }
    if (failed !== undefined) throw failed.error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync();
  }

  get [Symbol.toStringTag](): string {
    return "AsyncDisposableStack";
  }
}

/** Those of this file, for their tests. */
export const ownStacks = { DisposableStack: Stack, AsyncDisposableStack: AsyncStack };

// As functions, so that a bundle that asks for neither has none of it.
const stack = /* @__PURE__ */ (() => globalThis.DisposableStack ?? Stack)();
const asyncStack = /* @__PURE__ */ (() => globalThis.AsyncDisposableStack ?? AsyncStack)();

export { stack as DisposableStack, asyncStack as AsyncDisposableStack };
