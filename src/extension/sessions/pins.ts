/**
 * The particles that are seen side by side: the same in every page, of one run or of several. Holds their runs open. Knows no VS Code.
 */
import { SteeringError } from "../../errors.ts";
import type { PinPlace, PinView } from "../../protocol/panel.ts";
import { mostPins } from "../../protocol/shownPlace.ts";
import type { ParticleView } from "../../protocol/particle.ts";
import type { TextTokens } from "../../protocol/tokens.ts";
import { Listeners } from "./listeners.ts";
import type { Session } from "./session.ts";
import type { HeldSession, Sessions } from "./sessions.ts";

interface Pin {
  readonly session: Session;
  readonly particle: number;
  release(): void;
}

export class Pins {
  readonly #sessions: Sessions;
  readonly #listeners = new Listeners();
  #pins: readonly Pin[] = [];
  #views: readonly PinView[] = [];
  readonly #restored = new Set<string>();

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  /** As they are now. The same array as long as nothing is other. */
  get views(): readonly PinView[] {
    const views = this.#pins.flatMap(({ session: { id, view }, particle: index }): PinView[] => {
      const particle = view.particles.find((one) => one.index === index);
      return particle === undefined ? [] : [{ run: id, specification: view.specification, particle }];
    });
    const isSame = views.length === this.#views.length && views.every((pin, i) => isAs(pin, this.#views[i]!));
    if (!isSame) this.#views = views;
    return this.#views;
  }

  /** Called back when others are pinned, or one of them is other than it was. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Comes in last, or goes; where there are too many, the oldest goes. Throws `run-file` where the run cannot be opened. */
  async toggle(run: string, particle: number): Promise<void> {
    const pinned = this.#pins.find((pin) => pin.session.id === run && pin.particle === particle);
    if (pinned === undefined) this.#add(await this.#sessions.open(run), particle);
    else this.#keep(this.#pins.filter((pin) => pin !== pinned));
  }

  /** What was pinned of a run when it was last looked at, unless that is done already. */
  async restore({ id, place }: Session): Promise<void> {
    if (this.#restored.has(id)) return;
    this.#restored.add(id);
    for (const particle of place.pins) this.#add(await this.#sessions.open(id), particle);
  }

  /** A run's best particle. Throws `run-file` where it has none. */
  async addBest(run: string): Promise<void> {
    const held = await this.#sessions.open(run);
    const { best, particles } = held.session.view;
    const particle = best ?? particles[0]?.index;
    if (particle === undefined) {
      held.release();
      throw new SteeringError("run-file", `${run} has no particle yet. Choose another run.`);
    }
    const isPinned = this.#pins.some((pin) => pin.session === held.session && pin.particle === particle);
    if (isPinned) held.release();
    else this.#add(held, particle);
  }

  clear(): void {
    this.#keep([]);
  }

  /** A pinned particle, at a scored step or as it is now. Throws `run-file`. */
  async particle({ run, particle: index, step }: PinPlace): Promise<ParticleView> {
    const session = this.#pins.find((pin) => pin.session.id === run)?.session;
    const particles = step === undefined ? session?.view.particles : (await session?.stepNumbered(step))?.particles;
    const found = particles?.find((one) => one.index === index);
    if (found !== undefined) return found;
    throw notPinned();
  }

  /** How a pinned text came to be. Throws `run-file`. */
  async tokens({ run, particle, step }: PinPlace): Promise<TextTokens> {
    const session = this.#pins.find((pin) => pin.session.id === run)?.session;
    if (session === undefined) throw notPinned();
    return session.tokens(step, particle);
  }

  /** What is pinned is kept for the next window. */
  dispose(): void {
    this.#listeners.clear();
    for (const pin of this.#pins) pin.release();
    this.#pins = [];
  }

  #add(held: HeldSession, particle: number): void {
    const listening = held.session.onDidChange(() => this.#listeners.call());
    const release = (): void => {
      listening.dispose();
      held.release();
    };
    this.#keep([...this.#pins, { session: held.session, particle, release }].slice(-mostPins));
  }

  #keep(pins: readonly Pin[]): void {
    const gone = this.#pins.filter((pin) => !pins.includes(pin));
    const sessions = new Set([...this.#pins, ...pins].map(({ session }) => session));
    this.#pins = pins;
    for (const session of sessions) {
      this.#restored.add(session.id);
      session.look({
        ...session.place,
        pins: pins.filter((pin) => pin.session === session).map((pin) => pin.particle),
      });
    }
    for (const pin of gone) pin.release();
    this.#listeners.call();
  }
}

function notPinned(): SteeringError {
  return new SteeringError("internal", "That particle is not pinned any more. Pin it again.");
}

function isAs(a: PinView, b: PinView): boolean {
  return a.run === b.run && a.particle === b.particle && a.specification === b.specification;
}
