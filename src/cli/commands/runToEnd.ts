/** A run at the terminal, from its start to what is printed of it: progress on stderr, a table or JSON on stdout, images into a folder. */
import { resolve } from "node:path";
import { createEngine, type Engine } from "../../engine/engine.ts";
import { SteeringError } from "../../errors.ts";
import type { EngineSettings } from "../../protocol/engine.ts";
import { findingsOf, noGenealogy, withGeneration } from "../../protocol/grownGenealogy.ts";
import type { Genealogy } from "../../steering/genealogy.ts";
import { modalityOfAll } from "../../protocol/modality.ts";
import { isPause } from "../../protocol/pause.ts";
import { isCutOff } from "../../protocol/resumption.ts";
import type { RunResult, StepScoring } from "../../protocol/run.ts";
import { lockOutput } from "../../runfile/outputLock.ts";
import type { Flag, ParsedFlags } from "../flags/flags.ts";
import { writeImages } from "../print/imageFiles.ts";
import { pauseJson, pauseTable, resumeCommand } from "../print/pause.ts";
import { createProgress } from "../print/progress.ts";
import { resultJson } from "../print/result.ts";
import { resultTable } from "../print/resultTable.ts";
import { withNote } from "../print/table.ts";
import { print, printJson } from "../print/terminal.ts";

export const outFlag: Flag = {
  name: "out",
  kind: "text",
  placeholder: "<file.fkrun>",
  group: "Output",
  description: "Keep the run in this file",
};

/** What becomes of the result. */
export const outputFlags: readonly Flag[] = [
  {
    name: "out-dir",
    kind: "text",
    placeholder: "<folder>",
    group: "Output",
    description: "Images: write a PNG for each particle, a contact sheet and run.json into this folder",
  },
  {
    name: "json",
    kind: "switch",
    group: "Output",
    description: "Print one JSON object on stdout and nothing else there",
  },
];

/** What is run, by which settings of the engine. */
export interface Prepared {
  readonly settings: EngineSettings;
  readonly start: () => Promise<RunResult>;
  /** Where it waits, if it pauses. */
  readonly runFile?: string | undefined;
  /** What is to be said of the request, below the table. */
  readonly note?: string | undefined;
  /** What a run that is gone on with had told. */
  readonly genealogy?: Genealogy;
}

/** Returns the exit code. Throws what `prepare` and the run throw, and what of the result could not be kept. */
export async function runToEnd(parsed: ParsedFlags, prepare: (engine: Engine) => Promise<Prepared>): Promise<number> {
  const folder = pathOf(parsed, "out-dir");
  const progress = createProgress(process.stderr);
  let genealogy = noGenealogy;
  let reached: StepScoring | undefined;
  await using engine = createEngine({
    onRunEvent(_, event) {
      progress.show(event);
      if (event.kind === "step") reached = event.scoring ?? reached;
      if (event.kind !== "step" || event.pass.kind !== "run" || event.scoring === undefined) return;
      genealogy = withGeneration(genealogy, event.steps, event.step, event.scoring);
    },
  });
  const { settings, start, runFile, note, genealogy: before = noGenealogy } = await prepare(engine);
  genealogy = before;
  if (folder !== undefined && folder === runFile) {
    throw new SteeringError(
      "specification-invalid",
      `--out-dir names ${folder}, which is the run's file and no folder. Name another.`,
      { details: { field: "out-dir" } },
    );
  }
  await engine.call("engine/configure", settings);
  await using locks = new AsyncDisposableStack();
  if (folder !== undefined) locks.use(await lockOutput(folder, "folder"));
  try {
    const result = await start();
    progress.clear();
    const findings = findingsOf(genealogy, result.specification, modalityOfAll(result.particles));
    // What cannot be kept is printed all the same, and then said.
    const images =
      folder === undefined ? { files: [], problem: undefined } : await writeImages(result, findings, folder);
    if (parsed.has("json")) printJson(resultJson(result, findings, images.files));
    else print(withNote(resultTable(result, findings), note));
    if (result.unkept !== undefined) throw new SteeringError("run-file", result.unkept);
    if (images.problem !== undefined) throw images.problem;
    return 0;
  } catch (error) {
    if (reached === undefined || runFile === undefined) throw error;
    if (isCutOff(error)) throw withCommand(error as SteeringError, resumeCommand(runFile));
    if (!isPause(error)) throw error;
    progress.clear();
    const pause = { message: error.message, scoring: reached, runFile };
    if (parsed.has("json")) printJson(pauseJson(pause));
    else print(pauseTable(pause));
    return 0;
  } finally {
    progress.clear();
  }
}

function withCommand(error: SteeringError, command: string): SteeringError {
  const { code, details } = error;
  return new SteeringError(code, [...(error.sentence ?? [error.message]), ` Go on with: ${command}`], {
    details,
    cause: error,
  });
}

/** Absolute; undefined where the flag was left out. */
export function pathOf(parsed: ParsedFlags, name: string): string | undefined {
  const path = parsed.text(name);
  return path === undefined ? undefined : resolve(path);
}
