/** "Check Devices": what this machine could run the form's model on, tried. Loaded when it is first asked for. */
import * as vscode from "vscode";
import { devicesDocument } from "../documents/devicesDocument.ts";
import { keepDocument } from "../documents/keepDocument.ts";
import { showReport } from "../documents/reports.ts";
import type { Services } from "../services.ts";
import { loadCatalogs } from "./loadCatalogs.ts";

export async function checkDevices(
  services: Pick<Services, "engine" | "folder" | "form" | "models" | "rewards">,
): Promise<void> {
  const { engine, folder, form, models } = services;
  await loadCatalogs(services);
  const { model } = form.form;
  const checks = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: "FK Steering: trying each device with the form's model",
      cancellable: true,
    },
    async (_progress, token) => {
      const stop = new AbortController();
      const cancelled = token.onCancellationRequested(() => stop.abort());
      try {
        return await engine.call("devices/check", { model: models.choose(model)?.path ?? model }, stop.signal);
      } finally {
        cancelled.dispose();
      }
    },
  );
  await showReport(await keepDocument(folder, "devices", devicesDocument(checks)));
}
