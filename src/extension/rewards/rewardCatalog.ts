/**
 * Every reward that a run can have: the built-in ones as the engine lists them, the workspace's as they are found. A file is
 * compiled and loaded in its sandbox to learn its parameters, and only in a trusted workspace once it is chosen.
 */
import * as vscode from "vscode";
import { messageOf } from "../../errors.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import type { EngineClient } from "../engine/engineClient.ts";
import { gathered } from "../gathered.ts";
import { DeclaredRewards } from "./declaredRewards.ts";
import { findRewardFiles, watchRewardFiles, type RewardFile } from "./rewardFiles.ts";
import { inTurns, lookAtReward, readRewardText } from "./rewardText.ts";

export class RewardCatalog implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #declared = new DeclaredRewards(
    (path) => this.#learned(path),
    () => this.#changed.fire(),
  );
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly #accepts = new Map<string, RewardInfo["accepts"]>();
  #builtins: readonly RewardInfo[] = [];
  #files: readonly RewardFile[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(engine: EngineClient, log: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#log = log;
    const watcher = watchRewardFiles();
    const changes = gathered<string>((paths) => this.#reread(paths));
    const change = ({ fsPath }: vscode.Uri): void => changes.add(fsPath);
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(change),
      watcher.onDidDelete(change),
      watcher.onDidChange(change),
      vscode.workspace.onDidChangeWorkspaceFolders(() => changes.add("")),
      { dispose: () => changes[Symbol.dispose]() },
    );
  }

  /** What judges and steers nothing. */
  get metrics(): readonly RewardInfo[] {
    return this.#builtins.filter(({ judges }) => judges !== undefined);
  }

  /** What is known now, and can be steered by. */
  get rewards(): readonly RewardInfo[] {
    return [
      ...this.#builtins.filter(({ judges }) => judges === undefined),
      ...this.#files.map((file) => this.#declared.get(file.uri.fsPath) ?? this.#undescribed(file)),
    ];
  }

  get files(): readonly RewardFile[] {
    return this.#files;
  }

  /** Asks the engine once; throws when it cannot answer. */
  async loadBuiltins(): Promise<void> {
    if (this.#builtins.length > 0) return;
    this.#builtins = await this.#engine.call("rewards/list", undefined);
    this.#changed.fire();
  }

  async findFiles(): Promise<readonly RewardFile[]> {
    this.#files = await findRewardFiles();
    const unread = this.#files.filter(({ uri }) => !this.#accepts.has(uri.fsPath));
    await inTurns(unread, ({ uri }) => this.#read(uri));
    this.#changed.fire();
    return this.#files;
  }

  /** Learns what a file declares. One that cannot be loaded says so in its description; the diagnostics say where. */
  async describe(path: string): Promise<void> {
    if (!vscode.workspace.isTrusted || this.#declared.has(path)) return;
    if (this.#files.some(({ uri }) => uri.fsPath === path)) await this.#declared.learn(path);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** What a file says that it accepts is read, not run. */
  async #read(uri: vscode.Uri): Promise<void> {
    try {
      this.#accepts.set(uri.fsPath, (await lookAtReward(await readRewardText(uri))).accepts ?? "text");
    } catch {
      this.#accepts.delete(uri.fsPath);
    }
  }

  /** Files that came, went or changed: what was asked of one is asked anew, for the form that shows it. */
  async #reread(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.#accepts.delete(path);
    const there = new Set((await this.findFiles()).map(({ uri }) => uri.fsPath));
    for (const path of paths.filter((one) => this.#declared.has(one))) {
      if (there.has(path) && vscode.workspace.isTrusted) void this.#declared.learn(path);
      else this.#declared.forget(path);
    }
  }

  async #learned(path: string): Promise<RewardInfo> {
    const file = this.#files.find(({ uri }) => uri.fsPath === path)!;
    try {
      return { ...(await this.#engine.call("rewards/describe", { path })), name: file.name };
    } catch (error) {
      this.#log.warn(`${file.relativePath}: ${messageOf(error)}`);
      // While it cannot be loaded, its parameters are those that it had.
      const before = this.#declared.get(path) ?? this.#undescribed(file);
      return { ...before, description: `Cannot be loaded: ${messageOf(error)}` };
    }
  }

  #undescribed(file: RewardFile): RewardInfo {
    return {
      name: file.name,
      source: { kind: "file", path: file.uri.fsPath },
      accepts: this.#accepts.get(file.uri.fsPath) ?? "text",
      description: file.relativePath,
      hardConstraint: false,
      parameters: {},
    };
  }
}
