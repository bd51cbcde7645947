/** From what a person asked for to a run under way: checks, defaults, a file, the panel, progress, and what became of it. */
import { randomInt } from "node:crypto";
import * as vscode from "vscode";
import { endOf } from "../../cutText.ts";
import { SteeringError } from "../../errors.ts";
import type { BranchPlace } from "../../protocol/branch.ts";
import type { RunView } from "../../protocol/panel.ts";
import { ownPart } from "../../protocol/modalityFields.ts";
import { votesOf } from "../../protocol/ballot.ts";
import { ballotOf, refusedByVotes } from "../../protocol/voting.ts";
import { isPause } from "../../protocol/pause.ts";
import { refusedGoingOn, type GoOnUntil } from "../../protocol/goOn.ts";
import { refinementOf } from "../../protocol/refinement.ts";
import { isCutOff, refusedResumption } from "../../protocol/resumption.ts";
import { parseSpecification, type RunRequest, type RunSpecification } from "../../protocol/specification.ts";
import type { RewardDiagnostics } from "../diagnostics/rewardDiagnostics.ts";
import type { InsertionPlace } from "../editor/insertionPlace.ts";
import { presentError } from "../log.ts";
import type { ModelCatalog } from "../modelCatalog.ts";
import type { PanelVisibility } from "../panel/panelVisibility.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import type { Settings } from "../settings/schema.ts";
import { refuseBoundless } from "./askedByFile.ts";
import type { FormMemory } from "./formMemory.ts";
import type { AskedRun } from "../queue/askedRun.ts";
import type { Entering, Run, RunController, RunOutcome } from "./runController.ts";
import type { RunFolder } from "./runFolder.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { showRunProgress } from "./runProgress.ts";
import type { PanelSession } from "../sessions/panelSession.ts";
import { oneLine } from "../../protocol/shortText.ts";
import type { ShownPlaces } from "../sessions/shownPlaces.ts";
import { inform } from "../messages.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";

export interface LauncherServices {
  readonly log: vscode.LogOutputChannel;
  readonly settings: () => Settings;
  readonly models: ModelCatalog;
  readonly form: FormMemory;
  readonly runs: RunController;
  readonly folder: RunFolder;
  readonly shown: PanelSession;
  readonly diagnostics: RewardDiagnostics;
  readonly panelVisibility: PanelVisibility;
  /** What was looked at of each run, votes included. */
  readonly places: Pick<ShownPlaces, "of">;
  readonly onDidChangeRun: vscode.Event<RunView>;
}

export interface LaunchOptions {
  /** What the run writes for; else the last text editor takes insertions. */
  readonly place?: InsertionPlace;
  /** It is what the form holds, and what is being typed there goes on. */
  readonly asForm?: boolean;
  /** The form keeps its own prompts and suffix, and what it says of a long one. */
  readonly keepPrompt?: boolean;
  /** The form stays as it is altogether. */
  readonly keepForm?: boolean;
  /** Where in another run it begins. */
  readonly from?: BranchPlace | undefined;
  /** The file that asked for what is run, and what is done with its run: strangers do not decide how much is computed here. */
  readonly of?: string;
  readonly done?: string;
  /** The file of a run that it repeats, and is compared with. */
  readonly repeats?: string;
}

/** For a queue that was kept over a reload: they wait. */
type Again = Pick<Entering, "patient">;

export class RunLauncher {
  readonly #services: LauncherServices;

  constructor(services: LauncherServices) {
    this.#services = services;
  }

  /** Resolves when the run has begun or waits its turn. Throws what is wrong with the request; what goes wrong later is shown, and told by the outcome. */
  async launch(request: unknown, options: LaunchOptions = {}): Promise<Run> {
    const { form, folder } = this.#services;
    // A request without a seed asks for a new one; the form goes on to do so.
    const { seed } = request as RunRequest;
    const named = await this.#named({ ...(request as RunRequest), seed: seed ?? randomInt(2 ** 32) });
    const specification = this.#placed(named);
    const { of: path, done = "repeated" } = options;
    if (path !== undefined) refuseBoundless({ path, specification, done }, folder);
    const { asForm = false, keepPrompt = false, keepForm = false } = options;
    const { prompt, otherPrompts, suffix, truncateContext } = keepPrompt ? form.form : named;
    const next = { ...named, seed, prompt, otherPrompts, suffix, truncateContext };
    if (!keepForm && (asForm || keepPrompt)) form.edit(next);
    else if (!keepForm) form.give(next);
    const { from, repeats, place } = options;
    return this.#start({ kind: "run", specification, from, repeats }, {}, place);
  }

  /** What was asked for before, as it was; what was cut off on its way goes on from there. Throws as `resume` does. */
  async again(asked: AskedRun, entering: Again = {}): Promise<Run> {
    if (asked.kind === "run") return this.#start(asked, entering);
    const { runFile } = asked;
    const isAtEnd = asked.kind === "goOn" && (await viewFromDisk(runFile)).status === "done";
    return isAtEnd ? this.goOn(runFile, asked.until, entering) : this.resume(runFile, entering);
  }

  #start(asked: Extract<AskedRun, { kind: "run" }>, entering: Again, place?: InsertionPlace): Run {
    const { runs, folder } = this.#services;
    const { specification } = asked;
    const warnings = unsavedRewards(specification);
    const run = runs.start(asked, folder.newPath(specification.seed), { ...entering, warnings });
    void this.#follow(run, specification, place);
    return run;
  }

  /** Goes on with a run that was stopped or cut off, or that waits and by the votes of this window, in its own file. Throws why it cannot; what goes wrong later is shown, and told by the outcome. */
  async resume(path: string, entering: Again = {}): Promise<Run> {
    const { runs, folder, places } = this.#services;
    const live = runs.view(path);
    const reached = live !== undefined && isActive(live) ? live : await viewFromDisk(path);
    const refused = refusedResumption(reached);
    if (refused !== undefined) throw new SteeringError("run-file", `${path} cannot be resumed: ${refused}.`);
    const specification = parseSpecification(reached.specification);
    refuseUntrustedRewards(specification);
    refuseBoundless({ path, specification, done: "resumed" }, folder);
    const ballot = ballotOf(reached, places.of(path)?.ballot);
    const refusedVotes = ballot && refusedByVotes(reached, ballot);
    if (refusedVotes !== undefined) throw new SteeringError("steering-invalid", refusedVotes);
    const run = runs.resume(reached, { ...entering, votes: ballot && votesOf(ballot) });
    void this.#follow(run, specification);
    return run;
  }

  /** Goes on with a run that came to its end, in its own file. Throws as `resume` does. */
  async goOn(path: string, until: GoOnUntil, entering: Again = {}): Promise<Run> {
    const { runs, folder } = this.#services;
    const reached = await viewFromDisk(path);
    const refused = refusedGoingOn(reached);
    if (refused !== undefined) throw new SteeringError("run-file", `${path} cannot go on: ${refused}.`);
    const specification = parseSpecification(reached.specification);
    refuseUntrustedRewards(specification);
    refuseBoundless({ path, specification, done: "gone on with" }, folder);
    const run = runs.goOn(reached, until, () => viewFromDisk(path), entering);
    void this.#follow(run, specification);
    return run;
  }

  /** The panel shows it when its turn has come. */
  async #follow(run: Run, specification: RunSpecification, place?: InsertionPlace): Promise<void> {
    const { runs, shown } = this.#services;
    // Until the panel has it.
    using _ = place?.hold();
    void run.ended.then((outcome) => this.#conclude(outcome));
    const hasWaited = runs.view(run.id)?.status === "queued";
    const hasBegun = await Promise.race([run.begun.then(() => true), run.ended.then(() => false)]);
    const view = runs.view(run.id);
    if (!hasBegun) return;
    // One that a person votes in stays before their eyes: what comes after it by itself is told of in the status bar.
    const isAsked = hasWaited && shown.view?.status === "paused";
    if (view !== undefined && !isAsked) shown.begin(view, place);
    void showRunProgress({
      run,
      title: `FK Steering: ${titleOf(specification)}`,
      panel: this.#services.panelVisibility,
      onDidChange: this.#services.onDidChangeRun,
      stop: () => runs.stop(run.id),
    });
  }

  /** What a run of the request would be. Throws what is wrong with it. */
  async prepare(request: unknown): Promise<RunSpecification> {
    return this.#placed(await this.#named(request));
  }

  /** With a model that is there, and nothing of what the form holds for models of another kind. */
  async #named(request: unknown): Promise<RunSpecification> {
    const { models } = this.#services;
    const asked = parseSpecification(request);
    refuseUntrustedRewards(asked);
    if (models.models.length === 0) await models.load();
    const model = models.choose(asked.model);
    return model === undefined ? asked : parseSpecification({ ...ownPart(asked, model.modality), model: model.name });
  }

  /** On the device of the settings, where the form leaves it open. */
  #placed(named: RunSpecification): RunSpecification {
    return named.device === "auto" ? { ...named, device: this.#services.settings().device } : named;
  }

  /** Goes on with a run that is over, keeping a particle's path; the form is none of it. */
  refine(run: RunView, particle: number): Promise<Run> {
    const iterations = this.#services.settings()["refine.iterations"];
    return this.launch(refinementOf(run, particle, iterations), { keepForm: true, of: run.id, done: "refined" });
  }

  /** The page says that it waits; where nobody sees the page, a message does. */
  async #tellPause(message: string): Promise<void> {
    if (this.#services.panelVisibility.visible) return;
    const vote = "Vote";
    if ((await inform(`FK Steering: ${message}`, vote)) === vote)
      await vscode.commands.executeCommand("fkSteering.showPanel");
  }

  async #conclude({ view, error }: RunOutcome): Promise<void> {
    const { diagnostics, folder, log, runs, settings } = this.#services;
    if (isPause(error)) return this.#tellPause(error.message);
    if (error instanceof SteeringError && error.code.startsWith("reward-")) await diagnostics.reportFailure(error);
    const isOffered = isCutOff(error) && refusedResumption(view) === undefined;
    const resume = {
      title: "Resume",
      run: () => vscode.commands.executeCommand("fkSteering.resumeRun", vscode.Uri.file(view.id)),
    };
    if (error !== undefined) void presentError(error, log, ...(isOffered ? [resume] : []));
    await folder.prune(settings()["runs.keep"], (path) => runs.needs(path));
  }
}

/** As its file tells it, whole. Throws `run-file`. */
async function viewFromDisk(path: string): Promise<RunView> {
  const [{ openRunDocument }, { viewOfDocument }] = await Promise.all([
    import("../../runfile/document.ts"),
    import("../../report/documentView.ts"),
  ]);
  await using document = await openRunDocument(path);
  // Awaited, since the document closes at the return.
  return await viewOfDocument(document);
}

function refuseUntrustedRewards({ rewards }: RunSpecification): void {
  for (const { source } of rewards)
    if (source.kind === "file") refuseUntrusted(source.path, "or choose a built-in reward");
}

/** What scores is what is on disk. */
function unsavedRewards({ rewards }: RunSpecification): string[] {
  const paths = new Set(rewards.flatMap(({ source }) => (source.kind === "file" ? [source.path] : [])));
  return vscode.workspace.textDocuments
    .filter(({ isDirty, uri }) => isDirty && paths.has(uri.fsPath))
    .map(({ uri }) => `${rewardNameOf(uri.fsPath)} has changes that are not saved: the saved version scores.`);
}

function titleOf({ prompt }: RunSpecification): string {
  const line = oneLine(prompt);
  if (line === "") return "generating";
  return line.length <= 40 ? `“${line}”` : `“…${endOf(line, 39)}”`;
}
