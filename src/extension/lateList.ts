/** A list of the side bar that VS Code has before what fills it is loaded: seeing it loads it. Knows nothing of its lines. */
import * as vscode from "vscode";

export class LateList<Line> implements vscode.Disposable {
  readonly view: vscode.TreeView<Line>;
  readonly #load: () => Promise<unknown>;
  readonly #changed = new vscode.EventEmitter<Line | Line[] | undefined | null | void>();
  #provider: vscode.TreeDataProvider<Line> | undefined;

  /** @param load fills the list */
  constructor(
    id: string,
    load: () => Promise<unknown>,
    options: Omit<vscode.TreeViewOptions<Line>, "treeDataProvider"> = {},
  ) {
    this.#load = load;
    this.view = vscode.window.createTreeView(id, {
      ...options,
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (parent) => this.#ask((provider) => provider.getChildren(parent)),
        getParent: (line) => this.#ask((provider) => provider.getParent?.(line)),
        getTreeItem: (line) => this.#ask((provider) => provider.getTreeItem(line)),
        resolveTreeItem: (item, line, token) =>
          this.#ask((provider) => provider.resolveTreeItem?.(item, line, token) ?? item),
      },
    });
  }

  /** From now on its lines are the provider's. */
  show(provider: vscode.TreeDataProvider<Line>): vscode.Disposable {
    this.#provider = provider;
    return provider.onDidChangeTreeData?.((line) => this.#changed.fire(line)) ?? { dispose() {} };
  }

  dispose(): void {
    this.view.dispose();
    this.#changed.dispose();
  }

  /** At once where it is filled: a provider counts what VS Code has asked for together. */
  #ask<Answer>(ask: (provider: vscode.TreeDataProvider<Line>) => Answer | Thenable<Answer>): Answer | Thenable<Answer> {
    if (this.#provider !== undefined) return ask(this.#provider);
    return this.#load().then(() => ask(this.#provider!));
  }
}
