/**
 * The runs that are looked at, several at once, and which of them commands act on: the one that a person looked at last. A session lives as long as somebody
 * holds it. Knows no VS Code.
 */
import type { RunView } from "../../protocol/panel.ts";
import type { RunDocument } from "../../runfile/document.ts";
import { Listeners } from "./listeners.ts";
import { Session } from "./session.ts";
import type { ShownPlaces } from "./shownPlaces.ts";

/** What a view of a run, the panel or an editor, has for as long as it shows it. */
export interface HeldSession {
  readonly session: Session;
  /** The person looks at it now: commands act on it. */
  activate(): void;
  release(): void;
}

interface Entry {
  readonly session: Session;
  holders: number;
}

export interface SessionsOptions {
  /** A run of this window, under way or just ended. */
  readonly live: (path: string) => RunView | undefined;
  /** What was looked at of each run, from window to window. */
  readonly places?: ShownPlaces;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Listeners();
  #active: Session | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** What commands act on. */
  get active(): Session | undefined {
    return this.#active;
  }

  get all(): readonly Session[] {
    return [...this.#entries.values()].map(({ session }) => session);
  }

  /** Called back when another is active, or the active one's view is another. */
  onDidChangeActive(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** A run of this window, or one from disk. Throws `run-file`. */
  async open(path: string): Promise<HeldSession> {
    const known = this.#entries.get(path)?.session.view ?? this.#options.live(path);
    if (known !== undefined) return this.#hold(known);
    const views = viewsFromDisk(path);
    const first = (await views.next()).value as RunView;
    const held = this.#hold(first);
    void this.#complete(held.session, first, views);
    return held;
  }

  /** A run that has just been started. */
  begin(view: RunView): HeldSession {
    return this.#hold(view);
  }

  /** A run has gone on. */
  update(view: RunView): void {
    const session = this.#entries.get(view.id)?.session;
    session?.update(view);
    if (session !== undefined && session === this.#active) this.#listeners.call();
  }

  /** Somebody else writes to a run's file: a command line, another window. What cannot be read any more stays as it was shown. */
  async changedOnDisk(path: string): Promise<void> {
    const session = this.#entries.get(path)?.session;
    if (session === undefined || this.#options.live(path) !== undefined) return;
    try {
      let whole: RunView | undefined;
      for await (const view of viewsFromDisk(path)) whole = view;
      if (whole !== undefined) this.update(whole);
    } catch {
      // It stays as it was shown.
    }
  }

  dispose(): void {
    this.#listeners.clear();
    for (const { session } of this.#entries.values()) void session.close();
    this.#entries.clear();
    this.#active = undefined;
  }

  /** What led to the view that is shown, once it is read: unless another is shown by then. */
  async #complete(session: Session, first: RunView, views: AsyncGenerator<RunView, void, undefined>): Promise<void> {
    try {
      for await (const view of views) {
        if (session.isClosed || session.view !== first) return;
        this.update(view);
      }
    } catch {
      // The first view stays.
    }
  }

  #hold(view: RunView): HeldSession {
    const entry = this.#entries.get(view.id) ?? this.#entered(view);
    this.#entries.set(view.id, entry);
    entry.holders += 1;
    const { session } = entry;
    let isHeld = true;
    return {
      session,
      activate: () => {
        if (!isHeld || this.#active === session) return;
        this.#active = session;
        this.#listeners.call();
      },
      release: () => {
        if (isHeld) this.#release(entry);
        isHeld = false;
      },
    };
  }

  #entered(view: RunView): Entry {
    const { places } = this.#options;
    return { session: new Session(view, openDocument, places), holders: 0 };
  }

  #release(entry: Entry): void {
    entry.holders -= 1;
    if (entry.holders > 0) return;
    this.#entries.delete(entry.session.id);
    void entry.session.close();
    if (this.#active !== entry.session) return;
    this.#active = undefined;
    this.#listeners.call();
  }
}

async function openDocument(path: string): Promise<RunDocument> {
  const { openRunDocument } = await import("../../runfile/document.ts");
  return openRunDocument(path);
}

/** At least one. Throws `run-file`. */
async function* viewsFromDisk(path: string): AsyncGenerator<RunView, void, undefined> {
  const { viewsOfDocument } = await import("./documentView.ts");
  await using document = await openDocument(path);
  yield* viewsOfDocument(document);
}
