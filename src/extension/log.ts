/** The "FK Steering" output channel, and errors as a person meets them: one sentence, and what can be done. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { SteeringError, isAbort, messageOf, type SourceLocation } from "../errors.ts";
import { complain } from "./messages.ts";

export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("FK Steering", { log: true });
}

interface Action {
  readonly title: string;
  run(): Thenable<unknown> | void;
}

/**
 * Tells what went wrong. Cancellation is nothing to tell. Resolves when the person has answered.
 * @param offered what can be done at once, before what can be looked at
 */
export async function presentError(
  error: unknown,
  log: vscode.LogOutputChannel,
  ...offered: readonly Action[]
): Promise<void> {
  if (isAbort(error)) return;
  log.error(error instanceof Error && !(error instanceof SteeringError) ? error : messageOf(error));
  const actions = [...offered, ...actionsFor(error, log)];
  const answer = await complain(messageOf(error), ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === answer)?.run();
}

function actionsFor(error: unknown, log: vscode.LogOutputChannel): Action[] {
  const showLog: Action = { title: "Show Log", run: () => log.show() };
  if (!(error instanceof SteeringError)) return [showLog];
  const { location } = error.details;
  if (location !== undefined) {
    return [{ title: `Open ${basename(location.file)}:${location.line}`, run: () => openLocation(location) }, showLog];
  }
  if (error.code === "reward-untrusted") return [command("Manage Workspace Trust", "workbench.trust.manage")];
  if (error.code.startsWith("model-") || error.code === "device-unavailable") {
    return [command("Open Settings", "workbench.action.openSettings", "fkSteering"), showLog];
  }
  if (error.code === "reward-timeout" || error.code === "reward-memory") {
    return [command("Open Settings", "workbench.action.openSettings", "fkSteering.rewards"), showLog];
  }
  return error.code === "specification-invalid" ? [] : [showLog];
}

function command(title: string, id: string, ...rest: readonly unknown[]): Action {
  return { title, run: () => vscode.commands.executeCommand(id, ...rest) };
}

async function openLocation({ file, line, column }: SourceLocation): Promise<void> {
  const place = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(file), { selection: new vscode.Range(place, place) });
}
