/** The panel's page: one script under a content security policy that allows nothing else. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { inMarkup } from "../../protocol/markup.ts";

/** The only folders that the page can read from. */
export function panelResources(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, "dist"), vscode.Uri.joinPath(extension, "media")];
}

/** @param script the bundle in `dist` that makes the page */
export function panelHtml(
  webview: vscode.Webview,
  extension: vscode.Uri,
  { script: bundle = "panel", title = "FK Steering" } = {},
): string {
  const nonce = randomBytes(16).toString("base64url");
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source} data:`,
    `img-src ${source} data: blob:`,
  ].join("; ");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", `${bundle}.js`));
  const sheet = vscode.Uri.joinPath(extension, "dist", `${bundle}.css`);
  const style = existsSync(sheet.fsPath)
    ? `<link rel="stylesheet" href="${webview.asWebviewUri(sheet).toString()}">`
    : "";
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    ${style}
  </head>
  <body>
    <script type="module" nonce="${nonce}" src="${script.toString()}"></script>
  </body>
</html>`;
}

/** What an editor shows of a file that is no run or no sweep, or cannot be read: why, and nothing of what is in it. */
export function unreadableRun(sentence: string, what = "run"): string {
  const more = what === "run" ? "As soon as there is a run in it, it is shown here. " : "";
  return explanation(`This ${what} cannot be shown`, sentence, `${more}“Reopen Editor With…” shows the file as text.`);
}

/** A page of words alone. */
export function explanation(title: string, ...sentences: readonly string[]): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
    <body><h3>${inMarkup(title)}</h3>${sentences.map((text) => `<p dir="auto">${inMarkup(text)}</p>`).join("")}</body></html>`;
}
