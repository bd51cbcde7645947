/** Where run files lie: new ones in the extension's storage, others anywhere in the workspace. */
import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import * as vscode from "vscode";
import { oneAtATime } from "../gathered.ts";
import { Listeners } from "../sessions/listeners.ts";
import { RunBin } from "./runBin.ts";
import { inTurns } from "./inTurns.ts";
import { RunMarks } from "./runMarks.ts";
import { RunThumbnails } from "./runThumbnails.ts";
import { deleteSurplusRuns } from "./surplusRuns.ts";
import type { RunSummary } from "../../runfile/summary.ts";

const suffix = ".fkrun";
const most = 500;

export class RunFolder {
  readonly folder: string;
  readonly thumbnails: RunThumbnails;
  readonly marks: RunMarks;
  readonly #taken = new Set<string>();
  #listed: readonly RunSummary[] = [];
  readonly #listeners = new Listeners();
  readonly #known = new Map<string, { readonly stamp: string; readonly summary: RunSummary }>();

  constructor(context: vscode.ExtensionContext) {
    this.folder = join((context.storageUri ?? context.globalStorageUri).fsPath, "runs");
    this.thumbnails = new RunThumbnails(join(this.folder, "..", "thumbnails"));
    this.marks = new RunMarks(context.workspaceState);
  }

  /** Called back when the runs have been listed anew. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#listeners.add(listener);
  }

  /** Written by the extension, not found in a workspace. */
  isOwn(path: string): boolean {
    return path.startsWith(join(this.folder, "..") + sep);
  }

  /** A name that sorts by time and is not taken, not even by a run begun in the same millisecond. */
  newPath(seed: number, now = new Date()): string {
    const stamp = now.toISOString().replaceAll(":", "-").replace("Z", "");
    for (let count = 0; ; count += 1) {
      const path = join(this.folder, `${stamp}-${seed}${count === 0 ? "" : `-${count}`}${suffix}`);
      if (this.#taken.has(path)) continue;
      this.#taken.add(path);
      return path;
    }
  }

  /** Every run of the storage and the workspace, newest first. */
  readonly list = oneAtATime(() => this.#list());

  async #list(): Promise<RunSummary[]> {
    const stored = (await readdir(this.folder).catch(() => [])).filter((name) => name.endsWith(suffix));
    const found = await vscode.workspace.findFiles(`**/*${suffix}`, "**/{node_modules,.git}/**", most);
    const paths = new Set([
      ...stored.map((name) => join(this.folder, name)),
      ...found.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath),
    ]);
    const summaries = await inTurns([...paths], (path) => this.#summary(path).catch(() => undefined));
    this.#listed = summaries.filter((summary) => summary !== undefined).toSorted((a, b) => b.created - a.created);
    this.#listeners.call();
    return [...this.#listed];
  }

  /** Those of the last list that began from a particle of the run. */
  branchesOf(path: string): RunSummary[] {
    return this.#listed.filter(({ header }) => header?.origin?.run === path);
  }

  /** Where a person's deleted runs go. */
  get bin(): RunBin {
    return new RunBin(join(this.folder, "..", "deleted"));
  }

  /** Removes the oldest of the storage beyond `keep`, but for what is used, has a mark or waits for votes; 0 keeps all. */
  async prune(keep: number, isUsed: (path: string) => boolean): Promise<void> {
    const isSpared = (path: string): boolean => {
      const { name, isFavourite = false } = this.marks.of(path);
      return name !== undefined || isFavourite || isUsed(path);
    };
    await deleteSurplusRuns(this.folder, keep, { summaryOf: (path) => this.#summary(path), isSpared });
  }

  async #summary(path: string): Promise<RunSummary> {
    const { size, mtimeMs } = await stat(path);
    const stamp = `${size} ${mtimeMs}`;
    const known = this.#known.get(path);
    if (known?.stamp === stamp) return known.summary;
    const { readRunSummary } = await import("../../runfile/summary.ts");
    const summary = await readRunSummary(path);
    this.#known.set(path, { stamp, summary });
    return summary;
  }
}
