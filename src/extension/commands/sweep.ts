/** "Sweep…": the form's run over a grid of strengths, particles, potentials and seeds, for each of its prompts. Loaded when it is first asked for. */
import * as vscode from "vscode";
import { documentColumn } from "../editor/documentColumn.ts";
import { promptsOf } from "../../protocol/specification.ts";
import { recordPath } from "../../runfile/sweepPaths.ts";
import type { SweepAxes } from "../../protocol/sweep.ts";
import type { Services } from "../services.ts";
import { sweepEditorType } from "../contributed.ts";
import { sweepQuestions } from "../sweeps/sweepQuestions.ts";
import { ask } from "../ask/wizard.ts";
import { loadCatalogs } from "./loadCatalogs.ts";

const title = "Sweep";

/** Resolves when the sweep is over; its editor opens as soon as it has begun. Rejects with what went wrong. */
export async function sweep(
  services: Pick<Services, "engine" | "form" | "launcher" | "log" | "models" | "rewards" | "sweeps" | "tree">,
): Promise<void> {
  const { form, launcher, sweeps, tree } = services;
  await loadCatalogs(services);
  const asked = await launcher.prepare(form.form);
  const { strength, particles, potential, seed } = asked;
  const first: SweepAxes = {
    strength: [strength],
    particles: [particles],
    potential: [potential],
    seed: [seed],
    prompt: [...new Set(promptsOf(asked))],
  };
  const axes = await ask(title, sweepQuestions(asked), first);
  if (axes === undefined) return;
  const folder = sweeps.newFolder();
  // What a cell has no place for.
  const specification = { ...asked, otherPrompts: [], refine: undefined, pause: undefined };
  const begun = (): void => {
    tree.refresh();
    void vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(recordPath(folder)), sweepEditorType, {
      viewColumn: documentColumn(),
      preview: false,
    });
  };
  await sweeps.run(folder, { sweep: { specification, axes }, begun });
  tree.refresh();
}
