/** What code each reward file holds now, as far as it was compiled: a run may have scored with other code. Runs and reads nothing. */
import * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import { changedRewards } from "./changedRewards.ts";

export class RewardVersions implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** SHA-256 of the compiled code by path; undefined where it does not compile. */
  readonly #now = new Map<string, string | undefined>();

  readonly onDidChange = this.#changed.event;

  learn(path: string, sha256: string | undefined): void {
    if (this.#now.has(path) && this.#now.get(path) === sha256) return;
    this.#now.set(path, sha256);
    this.#changed.fire();
  }

  forget(path: string): void {
    if (this.#now.delete(path)) this.#changed.fire();
  }

  knows(path: string): boolean {
    return this.#now.has(path);
  }

  /** The code of the run's rewards where it is other than it scored with; undefined where it is the same, or one of them does not compile. */
  codeSince(run: Pick<RunView, "specification" | "rewardVersions">): string | undefined {
    const changed = this.changedSince(run);
    const hashes = changed.map((path) => this.#now.get(path));
    return changed.length === 0 || hashes.includes(undefined) ? undefined : hashes.join(" ");
  }

  /** Paths of the rewards that hold other code than the run scored with. */
  changedSince(run: Pick<RunView, "specification" | "rewardVersions">): string[] {
    return changedRewards(run, this.#now);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
