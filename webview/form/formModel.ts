/**
 * What the form holds while a person edits it: the draft, the mistakes that are shown, and what the host was told.
 * Knows neither elements nor the connection.
 */
import type { PanelState } from "../../src/protocol/panel.ts";
import type { Modality } from "../../src/protocol/modality.ts";
import type { ChoiceName } from "./formEditor.ts";
import { draftProblems, findModel } from "./draftProblems.ts";
import {
  type Draft,
  type DraftField,
  changedFields,
  fieldsOf,
  nearestField,
  shownPart,
  toDraft,
  toForm,
  withFields,
} from "./formDraft.ts";
import { FormEcho } from "./formEcho.ts";

/** Long enough that a word is one edit, short enough that closing the panel loses nothing. */
const editDelay = 300;

type Lists = Pick<PanelState, "models" | "rewards">;
type Problems = ReadonlyMap<string, string>;

export class FormModel {
  readonly #tell: (draft: Draft) => void;
  readonly #echo = new FormEcho();
  #lists: Lists = { models: [], rewards: [] };
  #draft: Draft = toDraft({ model: "", rewards: [] });
  /** The draft as the host knows it: what differs from it is being typed, or cannot run. */
  #settled: Draft = this.#draft;
  /** Which of the forms that it was given the draft goes back to. */
  #given: number | undefined;
  /** The mistakes that are shown: not those of a field that is still being typed in. */
  #shown: Problems = new Map();
  #fromHost: Problems = new Map();
  /** The kinds of choices that were left for another: a list that was typed is not lost by a look around. */
  readonly #left = new Map<string, unknown>();
  /** What was last asked of models of each kind: in this page, and before it. */
  readonly #ofKind = new Map<Modality, Draft>();
  #kept: NonNullable<PanelState["forms"]> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `tell` gets edits, a moment after the last one, and only those that could run. */
  constructor(tell: (draft: Draft) => void) {
    this.#tell = tell;
  }

  get draft(): Draft {
    return this.#draft;
  }

  /** What the host is told: the draft as far as it is shown. */
  get request(): Draft {
    return this.model === undefined ? this.#draft : shownPart(this.#draft, this.model.modality);
  }

  get model() {
    return findModel(this.#lists.models, this.#draft.model);
  }

  /** What the host says. Of its form those fields are taken over that the host changed and nobody types in; all of it, where a person gave the form another one. */
  update(panel: Lists & Pick<PanelState, "form" | "forms" | "given">): void {
    this.#lists = panel;
    this.#kept = panel.forms ?? {};
    const said = toForm(panel.form);
    const news = this.#echo.news(said);
    if (panel.given !== this.#given) {
      this.#given = panel.given;
      this.#echo.forget();
      this.#left.clear();
      this.#draft = this.#settled = said;
    } else {
      const typed = changedFields(this.#settled, this.#draft);
      const taken = [...news].filter((field) => !typed.has(field));
      if (taken.length === 0) return;
      this.#draft = withFields(this.#draft, said, taken);
      this.#settled = withFields(this.#settled, said, taken);
    }
    this.#fromHost = new Map();
    const typed = changedFields(this.#settled, this.#draft);
    const problems = this.#problems();
    this.#shown = new Map([...problems].filter(([path]) => this.#shown.has(path) || !typed.has(fieldOf(path))));
    this.#tellSoon(typed.size > 0 && problems.size === 0);
  }

  /** Undefined takes the value away, so that its default holds. */
  edit(name: keyof Draft, value: unknown): void {
    const { [name]: _, ...rest } = this.#draft;
    this.#draft = (value === undefined ? rest : { ...rest, [name]: value }) as Draft;
    this.#fromHost = new Map();
    const problems = this.#problems();
    this.#shown = new Map([...problems].filter(([path]) => this.#shown.has(path)));
    this.#tellSoon(problems.size === 0);
  }

  /**
   * Another model, with its own steps. One of another kind brings back what was last asked of that kind, prompt and rewards included. False: nothing was, and the
   * rewards are of the other kind still.
   */
  chooseModel(name: string): boolean {
    const left = this.model?.modality;
    const modality = findModel(this.#lists.models, name)?.modality;
    const isOther = modality !== undefined && modality !== left;
    if (isOther && left !== undefined) this.#ofKind.set(left, this.#draft);
    const kept = modality === undefined ? undefined : this.#kept[modality];
    const known = isOther ? (this.#ofKind.get(modality) ?? (kept && toForm(kept))) : undefined;
    if (known !== undefined) {
      this.#draft = known;
      this.#left.clear();
    }
    const before = this.model;
    this.edit("model", name);
    if (this.model !== undefined && this.model.steps !== before?.steps) this.edit("steps", this.model.steps);
    return !isOther || known !== undefined;
  }

  /** Another kind of a choice: as it was when it was last left, else as it begins. "" takes the choice away. */
  choose(name: ChoiceName, kind: string, initial: unknown): void {
    const before = this.#draft[name];
    if (before !== undefined) this.#left.set(`${name}.${before.kind}`, before);
    this.edit(name, kind === "" ? undefined : (this.#left.get(`${name}.${kind}`) ?? initial));
  }

  /** Tells a pending edit now. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#send();
    this.#tell(this.request);
  }

  /** Shows every mistake; gives the path of the first. */
  check(): string | undefined {
    this.#shown = this.#problems();
    return this.#shown.keys().next().value;
  }

  /** The draft is on its way to the host as a run: its coming back is no news. */
  launched(): void {
    this.flush();
    this.#send();
  }

  /** Takes in what the host found wrong; gives the path of the field that shows it, if there is one. */
  refuse(path: string, message: string): string | undefined {
    // A reward's row knows its own fields.
    const field = /^rewards[.[]/.test(path)
      ? path.replaceAll(/\[(\w+)\]/g, ".$1")
      : nearestField(path, fieldsOf(toDraft(this.#draft)));
    if (field !== undefined) this.#fromHost = new Map([[field, message]]);
    return field;
  }

  /** The mistake to show at a field. */
  problem(path: string): string | undefined {
    return this.#fromHost.get(path) ?? this.#shown.get(path);
  }

  /** The mistakes to show inside a part of the form, by their paths inside it ("" is the part itself). */
  problemsIn(part: string): Problems {
    const inside = [...this.#shown, ...this.#fromHost].filter(([path]) => path === part || path.startsWith(`${part}.`));
    return new Map(inside.map(([path, message]) => [path.slice(part.length + 1), message]));
  }

  /** It is on its way to the host. */
  #send(): void {
    this.#echo.sent(this.request);
    this.#settled = this.#draft;
  }

  /** The draft, a moment after the last edit; not one that could not run. */
  #tellSoon(canRun: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = canRun ? setTimeout(() => this.flush(), editDelay) : undefined;
  }

  #problems(): Problems {
    return draftProblems(this.request, this.#lists.models, this.#lists.rewards);
  }
}

/** The field of the form that a problem's path is in. */
function fieldOf(path: string): DraftField {
  return path.split(".", 1)[0] as DraftField;
}
