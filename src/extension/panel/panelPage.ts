/** The host's end of the link over which a panel's page asks and is told. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { MessageConnection } from "vscode-jsonrpc/node";
import { answer } from "../../protocol/call.ts";
import {
  type MomentRequest,
  type PanelPayload,
  type PanelRequest,
  type PanelState,
  type PanelUpdate,
  type PinView,
  type RunView,
  type TokensRequest,
  momentRequest,
  panelForm,
  panelMoment,
  panelReady,
  panelRequest,
  panelRequests,
  panelShown,
  panelState,
  panelTokens,
  tokensRequest,
} from "../../protocol/panel.ts";
import type { Genealogy } from "../../steering/genealogy.ts";
import type { ParticleView } from "../../protocol/particle.ts";
import type { TextTokens } from "../../protocol/tokens.ts";
import * as v from "valibot";
import { SteeringError } from "../../errors.ts";

/** What the page asks of the rest of the extension. Whatever is thrown is shown in the page. */
export interface PanelActions {
  state(): PanelState;
  /** The page is there: time to learn what is not known yet. */
  opened(): void;
  /** The form was edited: not looked at yet. */
  edited(form: unknown): void;
  /** The person is at a scored step of a run; undefined: the newest. */
  placed(run: string, step: number | undefined): void;
  /** What the particles were heading for at a scored step. */
  moment(request: MomentRequest): Promise<readonly ParticleView[]>;
  /** How a particle's text came to be. */
  tokens(request: TokensRequest): Promise<TextTokens>;
  /** What answers each request, given what has been looked at. */
  readonly answers: PanelAnswers;
}

export type PanelAnswers = {
  readonly [Name in PanelRequest]: (payload: PanelPayload<Name>) => Promise<void> | void;
};

/** Numbers of a genealogy that go in one message: putting more into words would take a turn that is felt. */
const mostNumbers = 60_000;

export class PanelPage {
  readonly #connection: MessageConnection;
  #listens = false;
  /** What the page is to have in the end. */
  #wanted: PanelState | undefined;
  /** What the page was sent last. */
  #particles: readonly ParticleView[] | undefined;
  #genealogy: Genealogy | undefined;
  #pins: readonly PinView[] | undefined;

  constructor(connection: MessageConnection, actions: PanelActions) {
    this.#connection = connection;
    answer(connection, panelReady, () => {
      this.#listens = true;
      actions.opened();
      [this.#particles, this.#genealogy, this.#pins] = [undefined, undefined, undefined];
      const state = actions.state();
      const update = this.#update(state);
      this.#wanted = state;
      if (update.run?.genealogy.isPart === true) setImmediate(() => this.#wanted === state && void this.send(state));
      return update;
    });
    for (const name of Object.keys(panelRequests) as PanelRequest[]) {
      // What has been looked at by a request's own schema is what its own answer takes: the types cannot say so of a loop.
      answer(connection, panelRequest(name), (sent) => actions.answers[name](parsePayload(name, sent) as never));
    }
    answer(connection, panelMoment, (sent) => actions.moment(believed(momentRequest, sent)));
    answer(connection, panelTokens, (sent) => actions.tokens(believed(tokensRequest, sent)));
    connection.onNotification(panelShown, (sent: unknown) => {
      const result = v.safeParse(shownRequest, sent);
      if (result.success) actions.placed(result.output.run, result.output.step);
    });
    connection.onNotification(panelForm, (request) => {
      actions.edited(request);
      // Said back: only then a form that the host has had before is news to the page.
      void this.send(actions.state());
    });
    connection.listen();
  }

  /** It has asked for its first state; what changes from now on must be sent. */
  get listens(): boolean {
    return this.#listens;
  }

  /** Settles when the page has it, or another state took its place. A long genealogy goes in parts, each in a turn of its own. */
  async send(state: PanelState): Promise<void> {
    this.#wanted = state;
    while (this.#wanted === state) {
      const update = this.#update(state);
      await this.#connection.sendNotification(panelState, update).catch(() => {});
      if (update.run?.genealogy.isPart !== true) return;
      await nextTurn();
    }
  }

  dispose(): void {
    this.#connection.dispose();
  }

  /** What the page does not have yet, as much as goes at once. From here on it has that. */
  #update({ run, pins, ...rest }: PanelState): PanelUpdate {
    const update = {
      ...rest,
      ...(pins === this.#pins ? {} : { pins }),
      run: run === undefined ? undefined : this.#changes(run),
    };
    this.#pins = pins;
    this.#particles = run?.particles;
    if (run === undefined) this.#genealogy = undefined;
    return update;
  }

  #changes({ particles, genealogy, ...rest }: RunView): NonNullable<PanelUpdate["run"]> {
    const { scored } = genealogy;
    const known = this.#genealogy?.scored ?? [];
    // Steps are only ever added, but for another run or pass.
    const from = known.every((step, j) => step === scored[j]) ? known.length : 0;
    const to = endOfPart(scored, from);
    this.#genealogy = { ...genealogy, scored: scored.slice(0, to) };
    return {
      ...rest,
      ...(particles === this.#particles ? {} : { particles }),
      genealogy: {
        ...genealogy,
        scored: scored.slice(from, to),
        from,
        ...(to < scored.length ? { isPart: true } : {}),
      },
    };
  }
}

/** Where a message ends that begins with a scored step: it has one step at least. */
function endOfPart(scored: Genealogy["scored"], from: number): number {
  let numbers = 0;
  for (let j = from; j < scored.length; j += 1) {
    const { values, parts = [] } = scored[j]!;
    // Values, weights, ancestors and votes, and what each reward said.
    numbers += values.length * (4 + parts.length);
    if (numbers > mostNumbers && j > from) return j;
  }
  return scored.length;
}

const shownRequest = v.object({ run: v.string(), step: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))) });

/** What the page sent, looked at before it is believed. */
export function parsePayload<Name extends PanelRequest>(name: Name, sent: unknown): PanelPayload<Name> {
  return believed(panelRequests[name], sent) as PanelPayload<Name>;
}

function believed<Schema extends v.GenericSchema>(schema: Schema, sent: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, sent, { abortEarly: true });
  if (result.success) return result.output;
  throw new SteeringError(
    "internal",
    `The panel sent a message that makes no sense: ${result.issues[0].message}. Close it and open it again.`,
  );
}
