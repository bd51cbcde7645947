/**
 * Fixtures in the Testing view: an item a reward file, one in it a fixture. They are found by reading the files; code runs only when
 * a person runs them, in the engine's sandboxes.
 */
import * as vscode from "vscode";
import { gathered } from "../gathered.ts";
import { findRewardFiles, isRewardFile, watchRewardFiles } from "../rewards/rewardFiles.ts";
import type { InPieces } from "../../rewards/source/inPieces.ts";
import { inShortTurns } from "../inShortTurns.ts";
import { inTurns, lookAtReward, readRewardText, rewardTextOf, type RewardLook } from "../rewards/rewardText.ts";
import type { FixtureOutcome, TestFile } from "./fixtureRun.ts";
import { checkOff } from "../walkthrough.ts";

/** While a person types, a file is read when it rests. */
const restMilliseconds = 300;

export class FixtureTests implements vscode.Disposable {
  readonly #test: TestFile;
  readonly #controller = vscode.tests.createTestController("fkSteering.rewards", "FK Steering Rewards");
  readonly #profile: vscode.TestRunProfile;
  readonly #disposables: vscode.Disposable[];
  /** What an item was last made from. */
  readonly #texts = new WeakMap<vscode.TestItem, string>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** Which files a reward was last made of, by its own path. */
  readonly #inputs = new Map<string, readonly string[]>();

  constructor(test: TestFile) {
    this.#test = test;
    this.#controller.resolveHandler = async (item) => (item === undefined ? this.#discover() : this.#readFile(item));
    this.#controller.refreshHandler = () => this.#discover();
    this.#profile = this.#controller.createRunProfile(
      "Run Fixtures",
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
      undefined,
      true,
    );
    const watcher = watchRewardFiles();
    const changes = gathered<string>(async (uris) => {
      await inTurns(uris, (uri) => this.#readFile(this.#itemOf(vscode.Uri.parse(uri))));
    });
    this.#disposables = [
      this.#controller,
      this.#profile,
      watcher,
      { dispose: () => changes[Symbol.dispose]() },
      watcher.onDidCreate((uri) => changes.add(uri.toString())),
      watcher.onDidChange((uri) => changes.add(uri.toString())),
      watcher.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => this.#readDocument(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#readSoon(document)),
    ];
    for (const document of vscode.workspace.textDocuments) this.#readDocument(document);
  }

  /** Runs a file's fixtures as its lens does: shown in the Testing view, told to whoever asked. */
  async runFile(uri: vscode.Uri): Promise<FixtureOutcome> {
    const item = this.#itemOf(uri);
    await this.#readFile(item);
    const cancel = new vscode.CancellationTokenSource();
    try {
      return await this.#runOnce(new vscode.TestRunRequest([item], undefined, this.#profile), cancel.token);
    } finally {
      cancel.dispose();
    }
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #discover(): Promise<void> {
    const files = await findRewardFiles();
    const found = new Set(files.map(({ uri }) => uri.toString()));
    for (const [id] of this.#controller.items) if (!found.has(id)) this.#controller.items.delete(id);
    await inTurns(files, ({ uri }) => this.#readFile(this.#itemOf(uri)));
  }

  #itemOf(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.#controller.items.get(id);
    if (known !== undefined) return known;
    const label = vscode.workspace.asRelativePath(uri).replace(/\.reward\.ts$/u, "");
    const item = this.#controller.createTestItem(id, label, uri);
    this.#controller.items.add(item);
    return item;
  }

  async #readFile(item: vscode.TestItem): Promise<void> {
    try {
      await this.#fill(item, await readRewardText(item.uri!));
    } catch {
      this.#controller.items.delete(item.id);
    }
  }

  #readDocument(document: vscode.TextDocument): void {
    if (isRewardFile(document.uri)) void this.#fill(this.#itemOf(document.uri), rewardTextOf(document));
  }

  #readSoon(document: vscode.TextDocument): void {
    if (!isRewardFile(document.uri)) return;
    const id = document.uri.toString();
    clearTimeout(this.#waiting.get(id));
    const read = (): void => {
      this.#waiting.delete(id);
      if (!document.isClosed) this.#readDocument(document);
    };
    this.#waiting.set(id, setTimeout(read, restMilliseconds));
  }

  async #fill(item: vscode.TestItem, text: string): Promise<void> {
    if (this.#texts.get(item) === text) return;
    this.#texts.set(item, text);
    const look = await lookAtReward(text);
    if (this.#texts.get(item) === text) await inShortTurns(this.#filling(item, look, text));
  }

  /**
   * Items keep their results where they stay what they were; those that only a run could find stay until the text changes. Ends early where it has changed
   * again.
   */
  *#filling(
    item: vscode.TestItem,
    { definition, fixturesAt, fixtures, rangeOf }: RewardLook,
    text: string,
  ): InPieces<void> {
    const head = fixturesAt ?? definition;
    item.range = head === undefined ? undefined : rangeOf(head);
    const { children } = item;
    const ids = fixtures.map((_, index) => childId(item, index));
    const kept = new Set(ids);
    for (const [id] of [...children]) {
      if (!kept.has(id)) children.delete(id);
      yield;
    }
    for (const [index, fixture] of fixtures.entries()) {
      if (this.#texts.get(item) !== text) return;
      const id = ids[index]!;
      const known = children.get(id);
      const child = known ?? this.#controller.createTestItem(id, fixture.name, item.uri);
      child.label = fixture.name;
      child.range = rangeOf(fixture);
      child.sortText = String(index).padStart(4, "0");
      if (known === undefined) children.add(child);
      yield;
    }
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (request.continuous !== true) await this.#runOnce(request, token);
    else this.#runAtSaves(request, token);
  }

  /** Until it is cancelled: a save of a reward, or of a file that one was made of, runs it again. */
  #runAtSaves(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    const saved = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      const affected = this.#wanted(request).filter(
        (item) => item.uri?.fsPath === uri.fsPath || this.#inputs.get(item.uri?.fsPath ?? "")?.includes(uri.fsPath),
      );
      if (affected.length === 0) return;
      void this.#runOnce(new vscode.TestRunRequest(affected, request.exclude, request.profile, true), token);
    });
    token.onCancellationRequested(() => saved.dispose());
    this.#disposables.push(saved);
  }

  /** Files and single fixtures: those that were asked for, else all. */
  #wanted({ include }: vscode.TestRunRequest): readonly vscode.TestItem[] {
    return include ?? [...this.#controller.items].map(([, item]) => item);
  }

  async #runOnce(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<FixtureOutcome> {
    if (request.include === undefined) await this.#discover();
    const { runFixtures } = await import("./fixtureRun.ts");
    const outcome = await runFixtures({
      run: this.#controller.createTestRun(request),
      items: this.#wanted(request),
      excluded: request.exclude ?? [],
      token,
      test: this.#test,
      addFixture: (file, index, name) => {
        const child = this.#controller.createTestItem(childId(file, index), name, file.uri);
        file.children.add(child);
        return child;
      },
      learnInputs: (path, inputs) => this.#inputs.set(path, inputs),
    });
    if (outcome.passed > 0 && outcome.failed === 0 && outcome.errors.length === 0) checkOff("test");
    return outcome;
  }
}

/** The id that a fixture's item has among its file's. */
function childId(file: vscode.TestItem, index: number): string {
  return `${file.id}#${index}`;
}
