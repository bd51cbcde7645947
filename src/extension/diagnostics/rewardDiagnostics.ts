/**
 * What is wrong with reward files, in Problems: the compiler's findings at every open and change of a reward or of what it is made of,
 * whoever changed it, and where a run failed. Compiling runs nothing; in an untrusted workspace not even that is done.
 */
import * as vscode from "vscode";
import { messageOf, type SteeringError } from "../../errors.ts";
import type { RewardCheck, RewardDiagnostic } from "../../protocol/engine.ts";
import { plainText } from "../../protocol/plainText.ts";
import { gathered } from "../gathered.ts";
import { isRewardFile, watchRewardFiles } from "../rewards/rewardFiles.ts";
import type { RewardVersions } from "../rewards/rewardVersions.ts";
import { RunFailures } from "./runFailures.ts";
import { spanOf } from "./span.ts";

const source = "FK Steering";
const longestMessage = 4000;

/** What a reward was made of when it last compiled, and the files that findings of its last check are shown in. */
interface Checked {
  readonly inputs: readonly string[];
  readonly shownIn: readonly string[];
}

export class RewardDiagnostics implements vscode.Disposable {
  readonly #check: (path: string) => Promise<RewardCheck>;
  readonly #versions: RewardVersions;
  readonly #log: vscode.LogOutputChannel;
  /** Apart: a check that ends after a run has failed takes nothing of it away. */
  readonly #compiled = vscode.languages.createDiagnosticCollection("fk-steering");
  readonly #failed = new RunFailures();
  readonly #checked = new Map<string, Checked>();
  readonly #disposables: readonly vscode.Disposable[];

  constructor(check: (path: string) => Promise<RewardCheck>, versions: RewardVersions, log: vscode.LogOutputChannel) {
    this.#check = check;
    this.#versions = versions;
    this.#log = log;
    const watcher = watchRewardFiles();
    // What rewards import has any name.
    const everything = vscode.workspace.createFileSystemWatcher("**/*");
    const changes = gathered<string>((paths) => this.#checkAll(this.#affected(new Set(paths))));
    const rewards = gathered<string>((paths) => this.#checkAll(paths));
    this.#disposables = [
      this.#compiled,
      this.#failed,
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
      everything,
      { dispose: () => changes[Symbol.dispose]() },
      everything.onDidChange(({ fsPath }) => changes.add(fsPath)),
      everything.onDidCreate(({ fsPath }) => changes.add(fsPath)),
      watcher,
      { dispose: () => rewards[Symbol.dispose]() },
      // Changed by something else than an editor.
      watcher.onDidChange(({ fsPath }) => rewards.add(fsPath)),
      watcher.onDidDelete((uri) => this.#deleted(uri)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkOpen()),
    ];
  }

  /** Those that are open already. */
  checkOpen(): void {
    for (const document of vscode.workspace.textDocuments) this.check(document);
  }

  check(document: vscode.TextDocument): void {
    if (!isRewardFile(document.uri)) return;
    const { version } = document;
    this.checkFile(document.uri.fsPath, () => document.version === version);
  }

  /** What is on disk. */
  checkFile(path: string, isCurrent = (): boolean => true): void {
    if (vscode.workspace.isTrusted) void this.#checkFile(path, isCurrent);
  }

  /** What a run failed of: the compiler's findings, or the place that threw until the file changes. */
  async reportFailure({ code, details: { location }, message }: SteeringError): Promise<void> {
    if (location === undefined) return;
    if (code === "reward-compile") {
      await this.#checkFile(location.file, () => true);
      return;
    }
    const uri = vscode.Uri.file(location.file);
    const line = await lineOf(uri, location.line);
    const finding = diagnostic({ location, endColumn: spanOf(line, location.column), severity: "error", message });
    await this.#failed.add(uri, finding);
  }

  /** The file and what it was made of when it last compiled. */
  madeOf(path: string): readonly string[] {
    return this.#checked.get(path)?.inputs ?? [path];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #saved(document: vscode.TextDocument): void {
    this.#failed.clear(document.uri);
    this.check(document);
    void this.#checkAll(this.#affected(new Set([document.uri.fsPath])));
  }

  /** Rewards that one of the files is a part of: what a reward imports is. */
  #affected(paths: ReadonlySet<string>): string[] {
    const isImported = (reward: string) => (input: string) => input !== reward && paths.has(input);
    return [...this.#checked].flatMap(([reward, { inputs }]) => (inputs.some(isImported(reward)) ? [reward] : []));
  }

  /** One after the other: each is put together for it. */
  async #checkAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) if (vscode.workspace.isTrusted) await this.#checkFile(path, () => true);
  }

  #deleted(uri: vscode.Uri): void {
    this.#failed.clear(uri);
    this.#show(uri.fsPath, []);
    this.#compiled.delete(uri);
    this.#checked.delete(uri.fsPath);
    this.#versions.forget(uri.fsPath);
  }

  async #checkFile(path: string, isCurrent: () => boolean): Promise<void> {
    try {
      const { diagnostics, sha256, inputs } = await this.#check(path);
      if (!isCurrent()) return;
      this.#show(path, diagnostics);
      // While it does not compile, it is made of what it was made of.
      if (inputs.length > 0) this.#checked.set(path, { inputs, shownIn: this.#checked.get(path)?.shownIn ?? [] });
      this.#versions.learn(path, sha256);
    } catch (error) {
      this.#log.warn(`${path} could not be checked: ${messageOf(error)}`);
    }
  }

  /** A file of which nothing is found any more is cleared. */
  #show(path: string, findings: readonly RewardDiagnostic[]): void {
    const { inputs, shownIn } = this.#checked.get(path) ?? { inputs: [path], shownIn: [] };
    const files = Map.groupBy(findings, ({ location }) => location.file);
    for (const file of new Set([path, ...shownIn, ...files.keys()])) {
      this.#compiled.set(vscode.Uri.file(file), (files.get(file) ?? []).map(diagnostic));
    }
    this.#checked.set(path, { inputs: [...new Set([...inputs, ...files.keys()])], shownIn: [...files.keys()] });
  }
}

async function lineOf(uri: vscode.Uri, line: number): Promise<string> {
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    return line <= document.lineCount ? document.lineAt(line - 1).text : "";
  } catch {
    return "";
  }
}

function diagnostic({ location, endColumn, severity, message }: RewardDiagnostic): vscode.Diagnostic {
  const line = Math.max(0, location.line - 1);
  const column = Math.max(0, location.column - 1);
  const found = new vscode.Diagnostic(
    new vscode.Range(line, column, line, Math.max(column, endColumn - 1)),
    plainText(message, longestMessage),
    severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  found.source = source;
  return found;
}
