/** Reports as a person finds them: each in an editor of its own that stays, below its run in the list of runs, and all of them in a list. */
import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { ago } from "../runs/runLabel.ts";
import { openToRead } from "../../runfile/readBytes.ts";
import { inLabel } from "../foreignText.ts";
import { inTurns } from "../runs/inTurns.ts";
import { runOfReport } from "./reportRun.ts";
import { recordPath } from "../../runfile/sweepPaths.ts";
import { weightedNames } from "../../protocol/rewardWords.ts";

/** Bytes of a report that a list reads, of its beginning and of its end. */
const headLength = 1024;
const tailLength = 4096;

export interface Report {
  readonly kind: "report";
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly written: number;
  /** Its heading, and what it says first. */
  readonly label: string;
  readonly detail: string;
  /** Path of the run that it is about. */
  readonly run: string | undefined;
}

/** A sweep is shown by its own editor. */
const sweepSuffix = ".fksweep";

/** Rendered, in the person's colours; as text where Markdown has no preview. */
export async function showReport(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const where = { viewColumn: vscode.ViewColumn.One, preview: false };
  if (path.endsWith(sweepSuffix)) {
    await vscode.commands.executeCommand("vscode.open", uri, where);
    return;
  }
  try {
    await vscode.commands.executeCommand("vscode.openWith", uri, "vscode.markdown.preview.editor", where);
  } catch {
    await vscode.window.showTextDocument(uri, where);
  }
}

/** "Open Report…": comparisons, sweeps, scores and profiles of this workspace, the newest first. */
export async function openReport({ reports }: { readonly reports: Reports }, target: unknown): Promise<void> {
  if (target instanceof vscode.Uri) return showReport(target.fsPath);
  const now = Date.now();
  const items = (await reports.list()).map(({ path, written, label, detail }) => ({
    ...{ label, detail, path },
    description: ago(now - written),
  }));
  const placeHolder =
    items.length === 0
      ? "There is no report yet: Compare with Best-of-N, Sweep, Score a Run and Profile write them"
      : "The report to open";
  const chosen = await vscode.window.showQuickPick(items, { title: "Open Report", placeHolder, matchOnDetail: true });
  return chosen === undefined ? undefined : showReport(chosen.path);
}

export class Reports {
  readonly #folders: readonly string[];
  readonly #sweeps: string;
  readonly #known = new Map<string, Report>();

  /**
   * @param folders where reports lie
   * @param sweeps where sweeps lie, each in a folder
   */
  constructor(folders: readonly string[], sweeps: string) {
    this.#folders = folders;
    this.#sweeps = sweeps;
  }

  /** The newest first. One that cannot be read is left out. */
  async list(): Promise<readonly Report[]> {
    const paths = (await Promise.all([...this.#folders.map(reportsIn), sweepsIn(this.#sweeps)])).flat();
    const reports = await inTurns(paths, (path) => this.#report(path).catch(() => undefined));
    return reports.filter((report) => report !== undefined).toSorted((a, b) => b.written - a.written);
  }

  async #report(path: string): Promise<Report> {
    const { mtimeMs, size } = await stat(path);
    const known = this.#known.get(path);
    if (known?.written === mtimeMs) return known;
    if (path.endsWith(sweepSuffix)) {
      const swept = { kind: "report", path, written: mtimeMs, ...(await sweepLabel(path)), run: undefined } as const;
      this.#known.set(path, swept);
      return swept;
    }
    await using file = await openToRead(path);
    const read = async (length: number, position: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.toString("utf8", 0, bytesRead);
    };
    const [heading = "", first = ""] = (await read(headLength, 0)).split("\n\n");
    const run = runOfReport(await read(tailLength, Math.max(0, size - tailLength)));
    const report = {
      kind: "report",
      path,
      written: mtimeMs,
      label: inLabel(plain(heading)),
      detail: inLabel(plain(first)),
      run,
    } as const;
    this.#known.set(path, report);
    return report;
  }
}

function plain(text: string): string {
  return text.replaceAll(/\\(?=[^\w\s])|\*\*|^# /gu, "").trim();
}

async function reportsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.endsWith(".md")).map((name) => join(folder, name));
}

async function sweepsIn(root: string): Promise<string[]> {
  const names = await readdir(root).catch((): string[] => []);
  return names.map((name) => recordPath(join(root, name)));
}

/** Throws for what is no sweep. */
async function sweepLabel(path: string): Promise<Pick<Report, "label" | "detail">> {
  const [{ readSweepRecord }, { cellsOf }] = await Promise.all([
    import("../../runfile/sweepRecord.ts"),
    import("../../protocol/sweep.ts"),
  ]);
  const record = await readSweepRecord(dirname(path));
  if (record === undefined) throw new Error("there is no record");
  const { axes, run } = record.header;
  const cells = cellsOf(axes).length;
  const done = record.ended.filter(({ result }) => result.outcome === "done").length;
  const told = done === cells ? `${cells} cells` : `${done} of ${cells} cells`;
  return {
    label: inLabel(`Sweep of ${weightedNames(run.specification.rewards)}`),
    detail: inLabel(`${told}: λ ${axes.strength.join(", ")}; ${axes.particles.join(", ")} particles`),
  };
}
