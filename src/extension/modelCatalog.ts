/** The models that the engine finds in its folders, embedded ones first. */
import * as vscode from "vscode";
import { isNamed, type ModelFact, type ModelInfo } from "../protocol/modelInfo.ts";
import { firstModel } from "./runs/formMemory.ts";
import type { EngineClient } from "./engine/engineClient.ts";

export class ModelCatalog implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #changed = new vscode.EventEmitter<void>();
  #models: readonly ModelInfo[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** What is known now. */
  get models(): readonly ModelInfo[] {
    return this.#models;
  }

  /** Asks the engine: folders may have changed since. Throws when it cannot answer. */
  async load(): Promise<readonly ModelInfo[]> {
    this.#models = await this.#engine.call("models/list", undefined);
    this.#changed.fire();
    return this.#models;
  }

  /** What is known of a model before it is loaded, and who says it. Throws what is wrong with its folder. */
  facts(model: string): Promise<ModelFact[]> {
    return this.#engine.call("models/show", { model });
  }

  /** The model of that name or path; of no other, so that what is shown is what runs. */
  choose(name: string): ModelInfo | undefined {
    const named = this.#models.find((model) => isNamed(model, name));
    return named ?? (name === firstModel ? (this.text() ?? this.#models[0]) : undefined);
  }

  /** The model of that name or path if it writes text, else the first that does. */
  text(name = ""): ModelInfo | undefined {
    const usable = this.#models.filter(({ modality, state }) => modality === "text" && state.kind === "ready");
    return usable.find((model) => isNamed(model, name)) ?? usable[0];
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
