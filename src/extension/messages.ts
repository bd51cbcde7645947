/** What a person is told in a notification, a dialog or the status bar: through here, since it may hold foreign text. */
import * as vscode from "vscode";
import { plainText } from "../protocol/plainText.ts";
import { inLabel, inMessage } from "./foreignText.ts";

/** Notifications with buttons. Resolve with the one that was chosen. */
export function inform<Button extends string>(
  text: string,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showInformationMessage(inMessage(text), ...buttons);
}

export function warn<Button extends string>(text: string, ...buttons: readonly Button[]): Thenable<Button | undefined> {
  return vscode.window.showWarningMessage(inMessage(text), ...buttons);
}

export function complain<Button extends string>(
  text: string,
  ...buttons: readonly Button[]
): Thenable<Button | undefined> {
  return vscode.window.showErrorMessage(inMessage(text), ...buttons);
}

/** A question that must be answered before anything else. */
export function confirm<Button extends string>(
  text: string,
  detail: string,
  button: Button,
): Thenable<Button | undefined> {
  return vscode.window.showWarningMessage(inMessage(text), { modal: true, detail: plainText(detail, 2000) }, button);
}

/** For a moment in the status bar, after an icon of VS Code's. */
export function mention(icon: string, text: string): void {
  vscode.window.setStatusBarMessage(`$(${icon}) ${inLabel(text)}`, 3000);
}
