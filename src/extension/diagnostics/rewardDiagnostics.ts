/**
 * What is wrong with reward files, in Problems: the compiler's findings at every open and save, and where a run failed until the
 * file is saved again. Compiling runs nothing; in an untrusted workspace not even that is done.
 */
import * as vscode from "vscode";
import { messageOf, type SteeringError } from "../../errors.ts";
import type { RewardDiagnostic } from "../../protocol/engine.ts";
import { isRewardFile, watchRewardFiles } from "../rewards/rewardFiles.ts";
import { spanOf } from "./span.ts";

const source = "FK Steering";

export class RewardDiagnostics implements vscode.Disposable {
  readonly #check: (path: string) => Promise<RewardDiagnostic[]>;
  readonly #log: vscode.LogOutputChannel;
  /** Apart: a check that ends after a run has failed takes nothing of it away. */
  readonly #compiled = vscode.languages.createDiagnosticCollection("fk-steering");
  readonly #failed = vscode.languages.createDiagnosticCollection("fk-steering-runs");
  readonly #disposables: readonly vscode.Disposable[];

  constructor(check: (path: string) => Promise<RewardDiagnostic[]>, log: vscode.LogOutputChannel) {
    this.#check = check;
    this.#log = log;
    const watcher = watchRewardFiles();
    this.#disposables = [
      this.#compiled,
      this.#failed,
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document)),
      vscode.workspace.onDidSaveTextDocument((document) => {
        this.#failed.delete(document.uri);
        this.check(document);
      }),
      watcher,
      watcher.onDidDelete((uri) => {
        this.#compiled.delete(uri);
        this.#failed.delete(uri);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkOpen()),
    ];
  }

  /** Those that are open already. */
  checkOpen(): void {
    for (const document of vscode.workspace.textDocuments) this.check(document);
  }

  check(document: vscode.TextDocument): void {
    if (vscode.workspace.isTrusted && isRewardFile(document.uri)) {
      const { version } = document;
      void this.#checkFile(document.uri.fsPath, () => document.version === version);
    }
  }

  /** What a run failed of: the compiler's findings, or the place that threw until the file is saved again. */
  async reportFailure({ code, details: { location }, message }: SteeringError): Promise<void> {
    if (location === undefined) return;
    if (code === "reward-compile") {
      await this.#checkFile(location.file, () => true);
      return;
    }
    const uri = vscode.Uri.file(location.file);
    const line = await lineOf(uri, location.line);
    const finding = diagnostic({ location, endColumn: spanOf(line, location.column), severity: "error", message });
    const others = (this.#failed.get(uri) ?? []).filter((other) => other.message !== message);
    this.#failed.set(uri, [...others, finding]);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #checkFile(path: string, isCurrent: () => boolean): Promise<void> {
    try {
      const findings = await this.#check(path);
      if (!isCurrent()) return;
      const files = Map.groupBy(findings, ({ location }) => location.file);
      if (!files.has(path)) files.set(path, []);
      for (const [file, found] of files) this.#compiled.set(vscode.Uri.file(file), found.map(diagnostic));
    } catch (error) {
      this.#log.warn(`${path} could not be checked: ${messageOf(error)}`);
    }
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
    message,
    severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  found.source = source;
  return found;
}
