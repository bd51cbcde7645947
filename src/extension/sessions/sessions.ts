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
  readonly watching: Disposable | undefined;
  holders: number;
  /** Its file is to be looked at. */
  isDue: boolean;
  following: Promise<void>;
}

interface Disposable {
  dispose(): void;
}

export interface SessionsOptions {
  /** A run of this window, under way or just ended. */
  readonly live: (path: string) => RunView | undefined;
  /** Calls back when a run's file has changed, is gone or is there again. */
  readonly watch?: (path: string, changed: () => void) => Disposable;
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
    const document = await openDocument(path);
    const { viewsOfDocument } = await import("../../report/documentView.ts");
    const views = viewsOfDocument(document);
    const first = (await views.next()).value as RunView;
    const held = this.#hold(first);
    held.session.adopt(document);
    void this.#complete(held.session, document, { first, views });
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

  /** A run's file is other than it was: somebody else writes to it, a command line or another window, or has deleted or replaced it. */
  changedOnDisk(path: string): Promise<void> {
    const entry = this.#entries.get(path);
    if (entry === undefined) return Promise.resolve();
    // Of many changes the last is looked at, when the one before it has been.
    if (!entry.isDue) entry.following = this.#follow(entry, entry.following);
    return entry.following;
  }

  async #follow(entry: Entry, before: Promise<void>): Promise<void> {
    const { session } = entry;
    entry.isDue = true;
    await before;
    entry.isDue = false;
    const { view } = session;
    await session.follow({ isOwn: this.#options.live(session.id) !== undefined });
    if (session === this.#active && session.view !== view) this.#listeners.call();
  }

  dispose(): void {
    this.#listeners.clear();
    for (const entry of this.#entries.values()) this.#close(entry);
    this.#active = undefined;
  }

  /** What led to the view that is shown, once it is read: unless another is shown by then, or another file was written over it meanwhile. */
  async #complete(
    session: Session,
    document: RunDocument,
    { first, views }: { readonly first: RunView; readonly views: AsyncGenerator<RunView, void, undefined> },
  ): Promise<void> {
    try {
      for await (const view of views) {
        if ((await document.standing()) === "other" || session.isClosed || session.view !== first) return;
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
    const { places, watch } = this.#options;
    const session = new Session(view, openDocument, places);
    const watching = watch?.(session.id, () => void this.changedOnDisk(session.id));
    return { session, watching, holders: 0, isDue: false, following: Promise.resolve() };
  }

  #close({ session, watching }: Entry): void {
    this.#entries.delete(session.id);
    watching?.dispose();
    void session.close();
  }

  #release(entry: Entry): void {
    entry.holders -= 1;
    if (entry.holders > 0) return;
    this.#close(entry);
    if (this.#active !== entry.session) return;
    this.#active = undefined;
    this.#listeners.call();
  }
}

async function openDocument(path: string): Promise<RunDocument> {
  const { openRunDocument } = await import("../../runfile/document.ts");
  return openRunDocument(path);
}
