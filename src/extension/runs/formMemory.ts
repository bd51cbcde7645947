/** What the panel's form shows: kept between sessions, begun with the settings' defaults. */
import type * as vscode from "vscode";
import { parseSpecification, type RunSpecification } from "../../protocol/specification.ts";
import { firstModel } from "../modelCatalog.ts";
import { formDefaults, type Settings } from "../settings/schema.ts";

const formKey = "form";
const promptsKey = "prompts";
const mostPrompts = 12;

export class FormMemory {
  readonly #memento: vscode.Memento;
  readonly #settings: () => Settings;
  readonly #modelNamed: (name: string) => string;
  #form: RunSpecification | undefined;

  /** `modelNamed`: what the model is called that a form's name stands for. Nobody else decides that. */
  constructor(memento: vscode.Memento, settings: () => Settings, modelNamed: (name: string) => string) {
    this.#memento = memento;
    this.#settings = settings;
    this.#modelNamed = modelNamed;
  }

  /** Read and checked when it is first asked for, not while VS Code waits for the extension. */
  get form(): RunSpecification {
    this.#form ??= this.#parsed(this.#memento.get(formKey)) ?? firstForm(this.#settings());
    const model = this.#modelNamed(this.#form.model);
    if (model !== this.#form.model) this.#form = { ...this.#form, model };
    return this.#form;
  }

  /** Keeps a form that could run; anything else is not worth keeping. Says whether it was kept. */
  edit(request: unknown): boolean {
    const form = this.#parsed(request);
    if (form === undefined) return false;
    this.#form = form;
    void this.#memento.update(formKey, form);
    return true;
  }

  /** The settings' defaults were changed: the form takes them over. */
  useDefaults(): void {
    this.edit({ ...this.form, ...formDefaults(this.#settings()) });
  }

  /** With steps: the form shows how many there will be. */
  #parsed(request: unknown): RunSpecification | undefined {
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

function firstForm(settings: Settings): RunSpecification {
  return parseSpecification({
    model: firstModel,
    prompt: "Once upon a time",
    rewards: [{ source: { kind: "builtin", name: "sentiment" } }],
    ...formDefaults(settings),
  });
}

/** Without refining: it goes on with one run, and is no part of the next. */
function parsed(request: unknown): RunSpecification | undefined {
  try {
    const { refine: _, ...form } = parseSpecification(request);
    return form;
  } catch {
    return undefined;
  }
}
