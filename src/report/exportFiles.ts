/** What an export reads and writes: the bundled page of reports, and the files that were made. Knows no VS Code. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../makeFolder.ts";
import { messageOf, SteeringError } from "../errors.ts";
import { openToWrite } from "../runfile/openToWrite.ts";
import type { ReportPage } from "./htmlReport.ts";

/** @param dist the folder of what is bundled. Throws `run-file` where the page is not there. */
export async function readReportPage(dist: string): Promise<ReportPage> {
  try {
    const script = await readFile(join(dist, "report.js"), "utf8");
    // The page has none of its own where its styles are all in its script.
    const style = await readFile(join(dist, "report.css"), "utf8").catch(() => "");
    return { script, style };
  } catch (cause) {
    const sentence = `The page of reports is not in ${dist}: ${messageOf(cause)}. Install FK Steering again.`;
    throw new SteeringError("run-file", sentence, { cause });
  }
}

/** Throws `run-file` with what the operating system says. */
export async function writeExported(path: string, content: Uint8Array): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await using file = await openToWrite(path);
    await file.writeFile(content);
  } catch (cause) {
    if (cause instanceof SteeringError) throw cause;
    const sentence = `${path} could not be written: ${messageOf(cause)}. Choose another place.`;
    throw new SteeringError("run-file", sentence, { cause });
  }
}
