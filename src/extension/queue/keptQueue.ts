/** Where a window's queue lies while it is reloaded. Knows nothing of what is in it. */
import type * as vscode from "vscode";

export const queueKey = "queue";
export const failedKey = "queue.failed";

export function isQueueKept(memento: vscode.Memento): boolean {
  return [queueKey, failedKey].some((key) => {
    const kept: unknown = memento.get(key);
    return Array.isArray(kept) && kept.length > 0;
  });
}
