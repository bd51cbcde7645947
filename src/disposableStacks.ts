/**
 * `DisposableStack` and `AsyncDisposableStack` for a Node that has none: VS Code's own is 22 in many versions, and they came with 24. The build puts them
 * in the place of the globals; from source Node's own are used.
 */

type Release<Result> = () => Result;

/** The error, which hides one before it. */
function suppressing(error: unknown, before: { readonly error: unknown } | undefined): { readonly error: unknown } {
  if (before === undefined) return { error };
  const all = new Error("An error was suppressed during disposal.");
  return { error: Object.assign(all, { name: "SuppressedError", error, suppressed: before.error }) };
}

/** What is to be disposed of, in the order in which it came. */
class Held<Item, Result> {
  readonly #symbols: readonly symbol[];
  #releases: Release<Result>[] | undefined = [];

  /** @param symbols methods by which a value is disposed of, the first that it has */
  constructor(...symbols: readonly symbol[]) {
    this.#symbols = symbols;
  }

  get disposed(): boolean {
    return this.#releases === undefined;
  }

  use<Value extends Item | null | undefined>(value: Value): Value {
    const releases = this.#open();
    if (value === null || value === undefined) return value;
    const methods = this.#symbols.map((symbol) => (value as Readonly<Record<symbol, unknown>>)[symbol]);
    const method = methods.find((one) => one !== undefined && one !== null);
    if (typeof method !== "function") throw new TypeError("The value cannot be disposed of.");
    releases.push(() => (method as Release<Result>).call(value));
    return value;
  }

  adopt<Value>(value: Value, release: (value: Value) => Result): Value {
    this.#open().push(() => release(value));
    return value;
  }

  defer(release: Release<Result>): void {
    this.#open().push(release);
  }

  /** Gives all that it holds to another, and is disposed of. */
  protected giveTo<Other extends Held<Item, Result>>(other: Other): Other {
    const releases = this.#open();
    for (const release of releases) other.defer(release);
    this.#releases = undefined;
    return other;
  }

  /** The last first; nothing is held any more. */
  protected taken(): readonly Release<Result>[] {
    const releases = this.#releases ?? [];
    this.#releases = undefined;
    return releases.toReversed();
  }

  #open(): Release<Result>[] {
    if (this.#releases === undefined) throw new TypeError("The stack was disposed of already.");
    return this.#releases;
  }
}

class Stack extends Held<Disposable, void> implements DisposableStack {
  readonly [Symbol.toStringTag] = "DisposableStack";

  constructor() {
    super(Symbol.dispose);
  }

  move(): DisposableStack {
    return this.giveTo(new Stack());
  }

  dispose(): void {
    let failed: { readonly error: unknown } | undefined;
    for (const release of this.taken()) {
      try {
        release();
      } catch (error) {
        failed = suppressing(error, failed);
      }
    }
    if (failed !== undefined) throw failed.error;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

class AsyncStack extends Held<AsyncDisposable | Disposable, PromiseLike<void> | void> implements AsyncDisposableStack {
  readonly [Symbol.toStringTag] = "AsyncDisposableStack";

  constructor() {
    super(Symbol.asyncDispose, Symbol.dispose);
  }

  move(): AsyncDisposableStack {
    return this.giveTo(new AsyncStack());
  }

  async disposeAsync(): Promise<void> {
    let failed: { readonly error: unknown } | undefined;
    for (const release of this.taken()) {
      try {
        await release();
      } catch (error) {
        failed = suppressing(error, failed);
      }
    }
    if (failed !== undefined) throw failed.error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync();
  }
}

/** Those of this file, for their tests. */
export const ownStacks = { DisposableStack: Stack, AsyncDisposableStack: AsyncStack };

// As functions, so that a bundle that asks for neither has none of it.
const stack = /* @__PURE__ */ (() => globalThis.DisposableStack ?? Stack)();
const asyncStack = /* @__PURE__ */ (() => globalThis.AsyncDisposableStack ?? AsyncStack)();

export { stack as DisposableStack, asyncStack as AsyncDisposableStack };
