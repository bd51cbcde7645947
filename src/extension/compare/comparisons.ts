/** The comparisons of a workspace: what was asked last, and where what they found lies. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import type * as vscode from "vscode";
import type { ComparisonResult } from "../../protocol/comparison.ts";
import { rewardChoiceSchema } from "../../protocol/runFields.ts";
import type { RewardChoice } from "../../protocol/specification.ts";

const answersKey = "comparison";
const kept = 100;

export interface ComparisonAnswers {
  readonly seeds: number;
  readonly holdout: RewardChoice | undefined;
}

export class Comparisons {
  readonly #memento: vscode.Memento;
  readonly folder: string;

  constructor(context: vscode.ExtensionContext) {
    this.#memento = context.workspaceState;
    this.folder = join((context.storageUri ?? context.globalStorageUri).fsPath, "comparisons");
  }

  /** What was answered last. */
  get answers(): ComparisonAnswers {
    const { seeds, holdout } = this.#memento.get<ComparisonAnswers>(answersKey) ?? { seeds: 10, holdout: undefined };
    const { success, output } = v.safeParse(v.optional(rewardChoiceSchema), holdout);
    return { seeds, holdout: success ? output : undefined };
  }

  remember(answers: ComparisonAnswers): void {
    void this.#memento.update(answersKey, answers);
  }

  /** Keeps the document, and all figures beside it. The path of the document. */
  async keep(result: ComparisonResult, documentOf: (figures: string) => string, now = new Date()): Promise<string> {
    const name = `comparison-${now.toISOString().replaceAll(":", "-").replace("Z", "")}`;
    const path = join(this.folder, `${name}.md`);
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
    await writeFile(path, documentOf(`${name}.json`));
    await this.#prune();
    return path;
  }

  /** Two files each. */
  async #prune(): Promise<void> {
    const names = (await readdir(this.folder)).toSorted();
    for (const name of names.slice(0, -2 * kept)) await rm(join(this.folder, name), { force: true });
  }
}
