/** What the panel's page may ask for, done by the rest of the extension. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { documentColumn } from "../editor/documentColumn.ts";
import { SteeringError, messageOf } from "../../errors.ts";
import type { BranchView, PanelState, RunView } from "../../protocol/panel.ts";
import { isTextParticle, type ParticleView, type TextParticle } from "../../protocol/particle.ts";
import { changedField, withChange } from "../../protocol/settingChange.ts";
import { parseSpecification } from "../../protocol/specification.ts";
import { unsteeredTwin } from "../../protocol/unsteered.ts";
import { branch, iterationOf } from "../commands/branch.ts";
import { settingsFrom } from "../runs/askedByFile.ts";
import { labelOfRun } from "../runs/runLabel.ts";
import { refine } from "../commands/refine.ts";
import { stop, stopAfterStep } from "../commands/stop.ts";
import { chooseRunToPin } from "../ask/chooseRunToPin.ts";
import { keepDocument } from "../documents/keepDocument.ts";
import { modelDocument } from "../documents/modelDocument.ts";
import { showReport } from "../documents/reports.ts";
import type { EditorPlace } from "../editor/lastEditor.ts";
import { InsertionPlace } from "../editor/insertionPlace.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";
import { presentError } from "../log.ts";
import type { Session } from "../sessions/session.ts";
import type { ShownSession } from "../sessions/panelSession.ts";
import { textFor } from "./insertedText.ts";
import type { PanelActions, PanelAnswers } from "./panelPage.ts";
import type { Services } from "../services.ts";
import type { Pins } from "../sessions/pins.ts";
import { mention } from "../messages.ts";

/** What a page needs of the rest of the extension, the panel's or an editor's. */
export interface PageServices extends Pick<
  Services,
  | "diagnostics"
  | "folder"
  | "form"
  | "lastEditor"
  | "launcher"
  | "log"
  | "models"
  | "judgements"
  | "replays"
  | "rewards"
  | "runs"
  | "unsteered"
  | "versions"
> {
  readonly shown: ShownSession;
  readonly pins: Pins;
}

/** The answers to a page that shows `shown`. */
export function panelActions(services: PageServices, kind: PanelState["place"]): PanelActions {
  const { diagnostics, form, lastEditor, launcher, log, models, pins, replays, rewards, runs, shown } = services;
  const { unsteered, versions } = services;

  function state(): PanelState {
    return {
      place: kind,
      models: models.models,
      rewards: rewards.rewards,
      metrics: rewards.metrics,
      form: form.form,
      ...(kind === "panel"
        ? {
            forms: form.forms,
            given: form.given,
            offers: form.offers,
            spreads: unsteered.spreads,
            ...(form.changed === undefined ? {} : { changed: form.changed }),
          }
        : {}),
      trusted: vscode.workspace.isTrusted,
      ...insertsInto(),
      run: shown.view,
      ...(kind === "panel" ? { waiting: runs.queue.waiting.length } : {}),
      ...(shown.session?.place.step === undefined ? {} : { shownStep: shown.session.place.step }),
      pins: pins.views,
      ...(shown.session?.ballot === undefined ? {} : { ballot: shown.session.ballot }),
      branches: shown.view === undefined ? [] : branchesOf(shown.view),
      ...replayOf(shown.view),
      ...holdoutOf(shown.view),
      changedRewards: shown.view === undefined ? [] : versions.changedSince(shown.view),
    };
  }

  function replayOf(run: RunView | undefined): Pick<PanelState, "replay"> {
    const replay = run === undefined ? undefined : replays.of(run);
    return replay === undefined ? {} : { replay };
  }

  function holdoutOf(run: RunView | undefined): Pick<PanelState, "holdout"> {
    const holdout = run === undefined ? undefined : services.judgements.of(run);
    return holdout === undefined ? {} : { holdout };
  }

  function branchesOf(run: RunView): readonly BranchView[] {
    const iteration = iterationOf(run);
    return services.folder.branchesOf(run.id).flatMap((summary): BranchView[] => {
      const { origin } = summary.header ?? {};
      if (origin?.particle === undefined || origin.iteration !== iteration) return [];
      const { description } = labelOfRun(summary, { running: false, now: Date.now() });
      return [{ run: summary.path, step: origin.step, particle: origin.particle, label: description }];
    });
  }

  function insertsInto(): Pick<PanelState, "insertsInto"> {
    const document = shown.place?.document ?? editorToInsert()?.editor.document;
    return document === undefined ? {} : { insertsInto: basename(document.fileName) };
  }

  /** Never one of what the shown run's rewards are made of. */
  function editorToInsert(): EditorPlace | undefined {
    const chosen = shown.view?.specification.rewards ?? [];
    const own = new Set(
      chosen.flatMap(({ source }) => (source.kind === "file" ? diagnostics.madeOf(source.path) : [])),
    );
    return lastEditor.get((path) => own.has(path));
  }

  /** A file's parameters are fields of the form once it is chosen. */
  function describeChosen(): void {
    for (const { source } of form.form.rewards) if (source.kind === "file") void rewards.describe(source.path);
  }

  async function learn(): Promise<void> {
    await Promise.all([models.load(), rewards.loadBuiltins(), rewards.findFiles(), services.folder.list()]);
    describeChosen();
  }

  /** What was shown before the window was reloaded, with what was pinned of it. */
  async function restore(): Promise<void> {
    await shown.restore();
    if (shown.session !== undefined) await pins.restore(shown.session);
  }

  function particle(index: number, isBest = false): ParticleView {
    const { bestBefore, particles = [] } = shown.view ?? {};
    const found = isBest ? bestBefore?.particle : particles.find((one) => one.index === index);
    if (found === undefined)
      throw new SteeringError("internal", "That particle is no longer there: the run has gone on.");
    return found;
  }

  function shownRun(): RunView {
    if (shown.view === undefined) throw new SteeringError("internal", "No run is shown.");
    return shown.view;
  }

  function session(): Session {
    if (shown.session === undefined) throw new SteeringError("internal", "That step is not there: no run is shown.");
    return shown.session;
  }

  function text(index: number, isBest: boolean | undefined): TextParticle {
    return textOf(particle(index, isBest));
  }

  /** Where the shown run began, or a run that began in it. */
  async function openRelated(path: string | undefined): Promise<void> {
    const { id, origin } = shownRun();
    const isRelated = path === origin?.run || services.folder.branchesOf(id).some((one) => one.path === path);
    if (path === undefined || !isRelated)
      throw new SteeringError("internal", "That run has nothing to do with this one.");
    await vscode.commands.executeCommand("fkSteering.openRun", vscode.Uri.file(path));
  }

  async function showFacts(name: string): Promise<void> {
    const model = models.choose(name);
    if (model === undefined) throw new SteeringError("model-missing", `There is no model ${JSON.stringify(name)}.`);
    const document = modelDocument(model, await models.facts(model.path));
    await showReport(await keepDocument(services.folder, "model", document));
  }

  const answers: PanelAnswers = {
    async run(request) {
      await launcher.launch(request, { asForm: true });
    },
    async unsteered(request) {
      const { seed } = request;
      await launcher.launch({ ...unsteeredTwin(parseSpecification(request)), seed }, { keepForm: true });
    },
    stop: () => stop(runs, shown.view),
    stopAfterStep: () => stopAfterStep(runs, shown.view),
    async repeat() {
      const { id, specification } = shownRun();
      await launcher.launch(specification, { keepForm: true, of: id });
      await vscode.commands.executeCommand("fkSteering.showPanel");
    },
    branch: (place) =>
      branch(
        { form, launcher, panel: { show: () => vscode.commands.executeCommand("fkSteering.showPanel") } },
        shownRun(),
        place,
      ),
    vote: ({ step, particle: index, deed }) => session().vote(step, index, deed),
    async teach() {
      await vscode.commands.executeCommand("fkSteering.saveVotes", vscode.Uri.file(shownRun().id));
    },
    unvote: () => session().unvote(),
    async resume() {
      await launcher.resume(shownRun().id);
      await vscode.commands.executeCommand("fkSteering.showPanel");
    },
    async goOn(until) {
      await launcher.goOn(shownRun().id, until);
      await vscode.commands.executeCommand("fkSteering.showPanel");
    },
    async repeatExactly() {
      const { id, specification, origin } = shownRun();
      await launcher.launch(specification, { keepForm: true, of: id, repeats: id, from: origin });
      await vscode.commands.executeCommand("fkSteering.showPanel");
    },
    async repeatAt({ strength }) {
      const { id, specification } = shownRun();
      await launcher.launch({ ...specification, strength }, { keepForm: true, of: id });
      await vscode.commands.executeCommand("fkSteering.showPanel");
    },
    replayLive({ on }) {
      replays.setLive(on);
    },
    async judge({ reward }) {
      const found = [...rewards.metrics, ...rewards.rewards].find(({ name }) => name === reward);
      if (found === undefined)
        throw new SteeringError("reward-missing", `There is no reward ${JSON.stringify(reward)}.`);
      const { source } = found;
      if (source.kind === "file") refuseUntrusted(source.path);
      await services.judgements.ask(shownRun(), { source, weight: 1, parameters: {} });
    },
    async useSettings(asked) {
      const { id, specification } = shownRun();
      const { refine: _, ...settings } = parseSpecification(specification);
      const used = settingsFrom(id, settings, services.folder);
      if (asked === undefined) form.offer(used);
      else {
        const { seed: __, ...others } = used;
        const { seed } = form.form;
        const request = withChange({ ...others, ...(seed === undefined ? {} : { seed }) }, asked.change);
        form.offer(request, changedField(asked.change));
      }
      describeChosen();
      await vscode.commands.executeCommand("fkSteering.showPanel");
    },
    async export() {
      await vscode.commands.executeCommand("fkSteering.exportRun", vscode.Uri.file(shownRun().id));
    },
    async copyCommand() {
      const { runCommandOf } = await import("../runs/runCommandLine.ts");
      await vscode.env.clipboard.writeText(runCommandOf(shownRun().specification));
      mention("check", "The run's command is on the clipboard");
    },
    async insert({ particle: index, isBest }) {
      const chosen = text(index, isBest);
      const last = editorToInsert();
      const asked = shown.place;
      using own = asked !== undefined || last === undefined ? undefined : new InsertionPlace(last.editor, last.column);
      const place = asked ?? own;
      if (place === undefined) {
        const document = await vscode.workspace.openTextDocument({ content: chosen.text });
        await vscode.window.showTextDocument(document, { viewColumn: documentColumn() });
        return;
      }
      await place.insert(textFor(place, place === asked, chosen, shown.view?.specification.prompt ?? ""));
    },
    async copy({ particle: index, isBest }) {
      await vscode.env.clipboard.writeText(text(index, isBest).text);
      mention("check", "The particle's text is on the clipboard");
    },
    refine: ({ particle: index }) => refine(launcher, shown.view, index),
    async save({ particle: index, isBest }) {
      const { saveImage } = await import("../images/imageFiles.ts");
      await saveImage(particle(index, isBest), shown.view);
    },
    async show({ particle: index }) {
      const { showImage } = await import("../images/imageFiles.ts");
      await showImage(services.folder, particle(index), shown.view);
    },
    async pin({ particle: index }) {
      await pins.toggle(shownRun().id, index);
    },
    async pinOther() {
      const path = await chooseRunToPin(services.folder, shownRun());
      if (path !== undefined) await pins.addBest(path);
    },
    unpin: () => pins.clear(),
    async diff({ left, right }) {
      const { diffTexts } = await import("../documents/diffTexts.ts");
      const [before, after] = await Promise.all([left, right].map((place) => pins.particle(place)));
      await diffTexts(services.folder, [left, textOf(before!)], [right, textOf(after!)]);
    },
    async open({ what, path }) {
      if (what === "log") log.show();
      else if (what === "run") await openRelated(path);
      else if (what === "queue") await vscode.commands.executeCommand("fkSteering.queue.focus");
      else if (what === "new-reward") await vscode.commands.executeCommand("fkSteering.newReward");
      else if (what === "model") await showFacts(path ?? "");
      else {
        const file = rewards.files.find(({ uri }) => uri.fsPath === path);
        if (file === undefined)
          throw new SteeringError("reward-missing", "That reward is not a file of this workspace.");
        await vscode.window.showTextDocument(file.uri, { viewColumn: documentColumn() });
      }
    },
  };

  return {
    state,
    opened() {
      if (kind === "panel") void unsteered.look().catch((error: unknown) => log.warn(messageOf(error)));
      void restore().catch((error: unknown) => presentError(error, log));
      void learn().catch((error: unknown) => presentError(error, log));
    },
    async moment({ step, full }) {
      return (await session().stepNumbered(step, { pictures: full === true ? "full" : true })).particles;
    },
    tokens: ({ run, step, particle: index }) =>
      run === undefined || run === shown.session?.id
        ? session().tokens(step, index)
        : pins.tokens({ run, particle: index, ...(step === undefined ? {} : { step }) }),
    placed(run, step) {
      if (shown.session?.id === run) shown.session.look({ ...shown.session.place, step });
    },
    edited(request) {
      if (form.edit(request)) describeChosen();
    },
    answers,
  };
}

function textOf(particle: ParticleView): TextParticle {
  if (isTextParticle(particle)) return particle;
  throw new SteeringError("internal", "That particle is an image: save it, or open it in an editor.");
}
