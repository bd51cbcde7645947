/** The page in a panel: its HTML, and the link to it. Loaded when a panel first opens, with the RPC library. */
import type * as vscode from "vscode";
import { panelHtml, panelResources } from "./panelHtml.ts";
import { type PanelActions, PanelPage } from "./panelPage.ts";
import { connectPage } from "./webviewTransport.ts";

export function openPage(webview: vscode.Webview, extension: vscode.Uri, actions: PanelActions): PanelPage {
  // It answers before there is anyone to ask.
  const page = new PanelPage(connectPage(webview), actions);
  webview.options = { enableScripts: true, localResourceRoots: panelResources(extension) };
  webview.html = panelHtml(webview, extension);
  return page;
}
