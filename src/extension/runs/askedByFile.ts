/** What a run's file or image asks to be computed here: as much as it likes where it comes from a person's own folders, else within bounds. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import type { RunSpecification } from "../../protocol/specification.ts";
import { warn } from "../messages.ts";
import { boundedSpecification } from "./boundedSpecification.ts";
import type { RunFolder } from "./runFolder.ts";

/** A file of the workspace, where that is trusted, or one that the extension has written. */
function isTrusted(path: string, folder: Pick<RunFolder, "isOwn">): boolean {
  if (folder.isOwn(path)) return true;
  return vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) !== undefined;
}

/** Throws `specification-invalid` where the file asks for more than its bounds. `done`: what is not done then. */
export function refuseBoundless(
  {
    path,
    specification,
    done,
  }: { readonly path: string; readonly specification: RunSpecification; readonly done: string },
  folder: Pick<RunFolder, "isOwn">,
): void {
  if (isTrusted(path, folder)) return;
  const { lowered } = boundedSpecification(specification);
  if (lowered.length === 0) return;
  throw new SteeringError(
    "specification-invalid",
    `The run is not ${done}: it asks for ${lowered.join(", ")}, and its file does not come from a folder that you trust. Trust its folder, or use its settings in the form, which asks for less.`,
  );
}

/** Its settings for the form, within bounds where that is needed, which is said. */
export function settingsFrom(
  path: string,
  asked: RunSpecification,
  folder: Pick<RunFolder, "isOwn">,
): RunSpecification {
  if (isTrusted(path, folder)) return asked;
  const { specification, lowered } = boundedSpecification(asked);
  if (lowered.length > 0) {
    void warn(
      `The run asked for ${lowered.join(", ")}. It does not come from a folder that you trust, so the form asks for less: change it if you mean it.`,
    );
  }
  return specification;
}
