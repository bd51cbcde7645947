/** What the panel's form shows, and what was last asked of models of each kind: kept between sessions, begun with the settings' defaults. */
import type * as vscode from "vscode";
import { Listeners } from "../sessions/listeners.ts";
import { modalities, type Modality } from "../../protocol/modality.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import { parseSpecification, type RunRequest, type RunSpecification } from "../../protocol/specification.ts";
import { formDefaults, type Settings } from "../settings/schema.ts";

/** What the next run shall be; without a seed each has a new one. */
export type Form = Omit<RunSpecification, "seed" | "refine"> & { readonly seed?: number };
export type FormsOfKinds = Partial<Readonly<Record<Modality, Form>>>;

/** Stands in a form that has not been told a model yet, for the first text model that can be used. */
export const firstModel = "embedded";

const formKey = "form";
const formsKey = "forms";
const promptsKey = "prompts";
const mostPrompts = 12;

export class FormMemory {
  readonly #memento: vscode.Memento;
  readonly #settings: () => Settings;
  readonly #model: (name: string) => ModelInfo | undefined;
  readonly #listeners = new Listeners();
  #form: Form | undefined;
  #forms: FormsOfKinds | undefined;
  #given = 0;
  #offers = 0;
  #changed: string | undefined;

  /** `model`: what a form's name stands for. Nobody else decides that. */
  constructor(memento: vscode.Memento, settings: () => Settings, model: (name: string) => ModelInfo | undefined) {
    this.#memento = memento;
    this.#settings = settings;
    this.#model = model;
  }

  /** Read and checked when it is first asked for, not while VS Code waits for the extension. */
  get form(): Form {
    this.#form ??= this.#parsed(this.#memento.get(formKey)) ?? firstForm(this.#settings());
    const model = this.#model(this.#form.model)?.name ?? this.#form.model;
    if (model !== this.#form.model) this.#form = { ...this.#form, model };
    return this.#form;
  }

  /** What was last asked of models of each kind, as far as anything was. */
  get forms(): FormsOfKinds {
    if (this.#forms === undefined) {
      const kept: unknown = this.#memento.get(formsKey);
      const forms = typeof kept === "object" && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {};
      const known = Object.keys(modalities).map((kind) => [kind, this.#parsed(forms[kind])] as const);
      this.#forms = Object.fromEntries(known.filter(([, form]) => form !== undefined)) as FormsOfKinds;
    }
    const modality = this.#model(this.form.model)?.modality;
    return modality === undefined ? this.#forms : { ...this.#forms, [modality]: this.form };
  }

  /** The form for a model of that kind: as it is, where it is of that kind, else as it was last, or with as much of it as there is. */
  formFor(modality: Modality | undefined): Form {
    return (modality === undefined ? undefined : this.forms[modality]) ?? this.form;
  }

  /** Keeps a form that could run; anything else is not worth keeping. Says whether it was kept. */
  edit(request: unknown): boolean {
    const form = this.#parsed(request);
    if (form === undefined) return false;
    this.#changed = undefined;
    // With what the form before it was, whose kind may be another.
    const before = this.forms;
    this.#form = form;
    void this.#memento.update(formKey, form);
    this.#forms = before;
    void this.#memento.update(formsKey, this.forms);
    return true;
  }

  /** Another form in the place of what the page holds, what is being typed there included: a person asked for it. */
  give(request: unknown): boolean {
    const isKept = this.edit(request);
    if (isKept) this.#given += 1;
    return isKept;
  }

  /** How often it was given another one: whatever else changes it goes together with what is being typed. */
  get given(): number {
    return this.#given;
  }

  /** The same, of a run or an image, for a person to look at: what shows the form hears of it. */
  offer(request: RunRequest, changed?: string): void {
    if (!this.give(request)) return;
    this.#changed = changed;
    this.#offers += 1;
    this.#listeners.call();
  }

  /** How many offers there were. */
  get offers(): number {
    return this.#offers;
  }

  /** Path of the field in which the last offer is not what it comes from; undefined where there is none, or the form was edited since. */
  get changed(): string | undefined {
    return this.#changed;
  }

  onDidOffer(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** The settings' defaults were changed: the form takes them over. */
  useDefaults(): void {
    this.edit({ ...this.form, ...formDefaults(this.#settings()) });
  }

  /** With steps: the form shows how many there will be. */
  #parsed(request: unknown): Form | undefined {
    const form = parsed(request);
    return form === undefined ? undefined : { ...form, steps: form.steps ?? formDefaults(this.#settings()).steps };
  }

  /** Newest first. */
  get prompts(): readonly string[] {
    const kept: unknown = this.#memento.get(promptsKey);
    return Array.isArray(kept) ? kept.filter((prompt) => typeof prompt === "string") : [];
  }

  rememberPrompt(prompt: string): void {
    if (prompt.trim() === "") return;
    const prompts = [prompt, ...this.prompts.filter((other) => other !== prompt)];
    void this.#memento.update(promptsKey, prompts.slice(0, mostPrompts));
  }
}

function firstForm(settings: Settings): Form {
  const { seed: _, ...form } = parseSpecification({
    model: firstModel,
    prompt: "Once upon a time",
    rewards: [{ source: { kind: "builtin", name: "sentiment-lexicon" } }],
    ...formDefaults(settings),
  });
  return form;
}

/** Without refining: it goes on with one run, and is no part of the next. */
function parsed(request: unknown): Form | undefined {
  try {
    const { refine: _, seed, ...form } = parseSpecification(request);
    return (request as { readonly seed?: number }).seed === undefined ? form : { ...form, seed };
  } catch {
    return undefined;
  }
}
