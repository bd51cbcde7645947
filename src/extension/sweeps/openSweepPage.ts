/** A sweep's page in a webview, and the link to it. Loaded when one first opens, with the RPC library. */
import * as v from "valibot";
import type * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { answer } from "../../protocol/call.ts";
import {
  type SweepPageRequest,
  sweepPageRequest,
  sweepPageRequests,
  sweepPicture,
  sweepPictureRequest,
  sweepReady,
  sweepState,
} from "../../protocol/sweepPage.ts";
import { sweepAnswers } from "./sweepAnswers.ts";
import type { Sweeps } from "./sweeps.ts";
import { WatchedSweep } from "./sweepView.ts";
import type { EndedCell } from "../../protocol/sweep.ts";
import { panelHtml, panelResources } from "../panel/panelHtml.ts";
import { connectPage } from "../panel/webviewTransport.ts";

export interface SweepPage extends vscode.Disposable {
  /** Tells the page how the sweep stands now. */
  send(): Promise<void>;
}

export function openSweepPage(
  webview: vscode.Webview,
  extension: vscode.Uri,
  sweeps: Sweeps,
  folder: string,
): SweepPage {
  const watched = new WatchedSweep(sweeps, folder);
  const answers = sweepAnswers(sweeps, watched);
  const connection = connectPage(webview);
  let listens = false;
  /** What the page was sent last. */
  let told: readonly EndedCell[] | undefined;
  answer(connection, sweepReady, async () => {
    listens = true;
    const view = await watched.view();
    told = view.cells;
    return view;
  });
  for (const name of Object.keys(sweepPageRequests) as SweepPageRequest[]) {
    // Looked at by the request's own schema: the types cannot say so of a loop.
    answer(connection, sweepPageRequest(name), (sent) =>
      answers[name](believed(sweepPageRequests[name], sent) as never),
    );
  }
  answer(connection, sweepPicture, (sent) => answers.picture(believed(sweepPictureRequest, sent)));
  connection.listen();
  webview.options = { enableScripts: true, localResourceRoots: panelResources(extension) };
  webview.html = panelHtml(webview, extension, { script: "sweep", title: "Sweep" });
  return {
    async send() {
      if (!listens) return;
      const view = await watched.view().catch(() => undefined);
      if (view === undefined) return;
      const { cells, ...rest } = view;
      const update = cells === told ? rest : view;
      told = cells;
      await connection.sendNotification(sweepState, update).catch(() => {});
    },
    dispose: () => connection.dispose(),
  };
}

function believed<Schema extends v.GenericSchema>(schema: Schema, sent: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, sent, { abortEarly: true });
  if (result.success) return result.output;
  throw new SteeringError("internal", `The page sent a message that makes no sense: ${result.issues[0].message}.`);
}
