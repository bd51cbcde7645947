/**
 * Every reward that a run can have: the built-in ones as the engine lists them, the workspace's as they are found. A file is
 * compiled and loaded in its sandbox to learn its parameters, and only in a trusted workspace once it is chosen.
 */
import * as vscode from "vscode";
import { messageOf } from "../../errors.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import type { EngineClient } from "../engine/engineClient.ts";
import { findRewardFiles, watchRewardFiles, type RewardFile } from "./rewardFiles.ts";

export class RewardCatalog implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #described = new Map<string, RewardInfo>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #builtins: readonly RewardInfo[] = [];
  #files: readonly RewardFile[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(engine: EngineClient, log: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#log = log;
    const watcher = watchRewardFiles();
    const find = (): void => void this.findFiles();
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(find),
      watcher.onDidDelete(find),
      watcher.onDidChange(({ fsPath }) => this.#forget(fsPath)),
      vscode.workspace.onDidChangeWorkspaceFolders(find),
    );
  }

  /** What is known now. */
  get rewards(): readonly RewardInfo[] {
    return [...this.#builtins, ...this.#files.map((file) => this.#described.get(file.uri.fsPath) ?? undescribed(file))];
  }

  get files(): readonly RewardFile[] {
    return this.#files;
  }

  /** Asks the engine once; throws when it cannot answer. */
  async loadBuiltins(): Promise<void> {
    if (this.#builtins.length > 0) return;
    this.#builtins = await this.#engine.listBuiltinRewards();
    this.#changed.fire();
  }

  async findFiles(): Promise<readonly RewardFile[]> {
    this.#files = await findRewardFiles();
    this.#changed.fire();
    return this.#files;
  }

  /** Learns what a file declares. One that cannot be loaded says so in its description; the diagnostics say where. */
  async describe(path: string): Promise<void> {
    if (!vscode.workspace.isTrusted || this.#described.has(path)) return;
    const file = this.#files.find(({ uri }) => uri.fsPath === path);
    if (file === undefined) return;
    this.#described.set(path, undescribed(file));
    try {
      const info = await this.#engine.describeReward(path);
      this.#described.set(path, { ...info, name: undescribed(file).name });
    } catch (error) {
      this.#log.warn(`${file.relativePath}: ${messageOf(error)}`);
      this.#described.set(path, { ...undescribed(file), description: `Cannot be loaded: ${messageOf(error)}` });
    }
    this.#changed.fire();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #forget(path: string): void {
    if (this.#described.delete(path)) this.#changed.fire();
  }
}

function undescribed(file: RewardFile): RewardInfo {
  return {
    name: file.name,
    source: { kind: "file", path: file.uri.fsPath },
    accepts: "text",
    description: file.relativePath,
    hardConstraint: false,
    parameters: {},
  };
}
