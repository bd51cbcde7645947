/** What a sweep's page can ask for, and what becomes of it. */
import { sep } from "node:path";
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { openToRead, readBytes } from "../../runfile/readBytes.ts";
import { samplesPath } from "../../runfile/format.ts";
import { readRunSummary } from "../../runfile/summary.ts";
import { cellPath, recordPath } from "../../runfile/sweepPaths.ts";
import type { SweepPagePayload, SweepPageRequest } from "../../protocol/sweepPage.ts";
import { sweepColumns } from "../../protocol/sweepColumns.ts";
import { dividedAmong } from "../../protocol/presets.ts";
import { runEditorType } from "../contributed.ts";
import { mention } from "../messages.ts";
import { refuseBoundless } from "../runs/askedByFile.ts";
import type { Sweeps } from "./sweeps.ts";
import type { WatchedSweep } from "./sweepView.ts";

export type SweepAnswers = {
  readonly [Name in SweepPageRequest]: (payload: SweepPagePayload<Name>) => Promise<void> | void;
} & {
  /** The best image of a cell, base64. */
  readonly picture: (payload: { readonly cell: number }) => Promise<string | null>;
};

export function sweepAnswers(sweeps: Sweeps, watched: WatchedSweep): SweepAnswers {
  const { folder } = watched;
  return {
    async open({ cell }) {
      const uri = vscode.Uri.file(cellPath(folder, cell));
      const isThere = await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      );
      if (!isThere) throw new SteeringError("run-file", "This cell has not run yet. Resume the sweep to have it.");
      await vscode.commands.executeCommand("vscode.openWith", uri, runEditorType, { preview: true });
    },
    async resume() {
      const { specification, axes } = await watched.view();
      const most = { ...specification, ...dividedAmong(specification.islands, Math.max(...axes.particles)) };
      const isOwn = (path: string): boolean => path.startsWith(sweeps.root + sep);
      refuseBoundless({ path: recordPath(folder), specification: most, done: "gone on with" }, { isOwn });
      // What goes wrong from here on is in the state, which the page shows.
      void sweeps.run(folder).catch(() => {});
    },
    stop: () => sweeps.stop(folder),
    async copyTable() {
      const { axes, cells, modality } = await watched.view();
      await vscode.env.clipboard.writeText(
        sweepColumns(axes, cells, modality)
          .map((row) => row.join("\t"))
          .join("\n"),
      );
      mention("check", "The table is on the clipboard");
    },
    async picture({ cell }) {
      const path = cellPath(folder, cell);
      const summary = await readRunSummary(path).catch(() => undefined);
      const place = summary?.end?.outcome === "done" ? summary.end.summary.thumbnail : undefined;
      if (place === undefined) return null;
      await using samples = await openToRead(samplesPath(path));
      const bytes = await readBytes(samples, place);
      return bytes === undefined ? null : Buffer.from(bytes).toString("base64");
    },
  };
}
