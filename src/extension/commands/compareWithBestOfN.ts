/** "Compare with Best-of-N": the form's run beside its baselines over several seeds. Loaded when it is first asked for. */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { comparisonDocument } from "../documents/comparisonDocument.ts";
import { comparisonMessage } from "../runs/progressMessage.ts";
import { askHoldout, askSeeds } from "../compare/comparisonQuestions.ts";
import type { ComparisonAnswers } from "../compare/comparisons.ts";
import { withRun } from "../documents/reportRun.ts";
import { showReport } from "../documents/reports.ts";
import type { ComparisonEvent, ComparisonResult } from "../../protocol/comparison.ts";
import { parseSpecification, type RunRequest, type RunSpecification } from "../../protocol/specification.ts";
import type { Services } from "../services.ts";
import { loadCatalogs } from "./loadCatalogs.ts";
import { ask } from "../ask/wizard.ts";
import { usualModality } from "../../protocol/modality.ts";

const title = "Compare with Best-of-N";

export async function compareWithBestOfN(
  services: Pick<
    Services,
    "comparisons" | "engine" | "folder" | "form" | "launcher" | "log" | "models" | "rewards" | "tree"
  >,
): Promise<void> {
  const { comparisons, folder, form, launcher, models, rewards, tree } = services;
  await loadCatalogs(services);
  const specification = await launcher.prepare(form.form);
  const run = (await folder.list()).find(
    ({ header }) => header !== undefined && isOf(header.specification, specification),
  );
  const modality = models.choose(specification.model)?.modality ?? usualModality;
  const holdouts = [...rewards.metrics, ...rewards.rewards].filter(({ accepts }) => accepts === modality);
  const answers = await ask(title, [askSeeds(specification), askHoldout(holdouts, specification)], comparisons.answers);
  if (answers === undefined) return;
  comparisons.remember(answers);
  const warnings: string[] = [];
  const result = await compared(services, specification, answers, (warning) => warnings.push(warning));
  const path = await comparisons.keep(result, (figures) => {
    const report = comparisonDocument(result, { figures, warnings });
    return run === undefined ? report : withRun(report, run.path);
  });
  await showReport(path);
  tree.refresh();
}

/** Whether a run was asked for as the comparison's are: seeds are the comparison's own. */
function isOf(run: RunRequest, specification: RunSpecification): boolean {
  const seedless = (one: RunRequest): string => JSON.stringify({ ...parseSpecification(one), seed: 0 });
  return seedless(run) === seedless(specification);
}

/** Throws what the engine throws; `AbortError` when cancelled. */
async function compared(
  { engine, log }: Pick<Services, "engine" | "log">,
  specification: RunSpecification,
  answers: ComparisonAnswers,
  warn: (message: string) => void,
): Promise<ComparisonResult> {
  const stop = new AbortController();
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `FK Steering: ${title}`, cancellable: true },
    async (progress, token) => {
      let reported = 0;
      const cancelled = token.onCancellationRequested(() => {
        stop.abort();
        progress.report({ message: "stopping after this model call" });
      });
      const show = (event: ComparisonEvent): void => {
        if (event.kind === "warning") {
          warn(event.message);
          log.warn(event.message);
        } else if (event.kind === "log") log.info(`${event.reward}: ${event.message}`);
        const message = comparisonMessage(event);
        if (message === undefined || stop.signal.aborted) return;
        const percent = event.kind === "progress" ? 100 * event.done : 0;
        progress.report({ message, increment: Math.max(0, percent - reported) });
        reported = Math.max(reported, percent);
      };
      try {
        return await engine.compare({ id: randomUUID(), specification, ...answers }, show, stop.signal);
      } finally {
        cancelled.dispose();
      }
    },
  );
}
