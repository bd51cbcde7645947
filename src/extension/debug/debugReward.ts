/**
 * "Debug This Reward": VS Code's debugger attached to the reward's own process while it scores one kept sample. The process has an inspector only then, on
 * loopback, which is said; an untrusted workspace's code is never run. Loaded when it is asked for.
 */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { modalityOf, usualModality } from "../../protocol/modality.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import type { RunView } from "../../protocol/panel.ts";
import { type InspectedReward, notLimited } from "../../protocol/rewardDebug.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { oneLine, shortLine } from "../../protocol/shortText.ts";
import { inLabel } from "../foreignText.ts";
import { inform } from "../messages.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";
import { rewardTarget, saveReward } from "../rewards/rewardTarget.ts";
import { lookAtReward, rewardTextOf } from "../rewards/rewardText.ts";
import type { Services } from "../services.ts";
import { scoreBody } from "./scoreBody.ts";

interface Chosen {
  readonly runFile: string;
  readonly particle: number;
  readonly reward: RewardChoice;
}

export async function debugReward(
  { engine, log, sessions }: Pick<Services, "engine" | "log" | "sessions">,
  target: unknown,
): Promise<void> {
  const uri = rewardTarget(target, "debug it");
  if (uri === undefined) return;
  refuseUntrusted(uri.fsPath);
  await saveReward(uri);
  const chosen = await chooseSample(sessions.active?.view, uri);
  if (chosen === undefined) return;
  const name = rewardNameOf(uri.fsPath);
  const stop = new AbortController();
  using _ = await stopAtScore(uri);
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `FK Steering: ${inLabel(name)}`, cancellable: true },
    async (progress, token) => {
      const cancelled = token.onCancellationRequested(() => stop.abort());
      progress.report({ message: "waits for the debugger" });
      const attach = (inspected: InspectedReward): void => {
        const told = notLimited(inspected);
        progress.report({ message: told });
        log.info(`${name} is debugged at ${inspected.address}. ${told}`);
        const refuse = (): void => stop.abort(noDebugger());
        void attached(uri, name, inspected).then((isAttached) => isAttached || refuse(), refuse);
      };
      try {
        return await engine.debug({ id: randomUUID(), ...chosen }, attach, stop.signal);
      } catch (error) {
        throw stop.signal.reason instanceof SteeringError ? stop.signal.reason : error;
      } finally {
        cancelled.dispose();
      }
    },
  );
  for (const line of report.log) log.info(`${name}: ${line}`);
  void inform(`${name} gives particle #${chosen.particle} ${formatNumber(report.score)}.`);
}

/** A particle of the run that is looked at. */
async function chooseSample(run: RunView | undefined, uri: vscode.Uri): Promise<Chosen | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const accepts = (await lookAtReward(rewardTextOf(document))).accepts ?? usualModality;
  const particles = (run?.particles ?? []).filter(({ modality }) => modality === accepts);
  if (run === undefined || particles.length === 0) {
    void inform(
      "There is no sample to debug with: open a run, of texts for a reward of texts and of images for one of images, and debug again.",
    );
    return undefined;
  }
  const own = run.specification.rewards.find(({ source }) => source.kind === "file" && source.path === uri.fsPath);
  const items = particles.map((particle) => ({
    label: `#${particle.index}`,
    description: formatNumber(particle.reward),
    detail: inLabel(shortLine(modalityOf(particle).label(particle), 160)),
    particle: particle.index,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Debug ${oneLine(inLabel(rewardNameOf(uri.fsPath)))}`,
    placeHolder: "The sample of the run that is looked at, which the reward scores",
    matchOnDetail: true,
  });
  if (chosen === undefined) return undefined;
  const source = { kind: "file", path: uri.fsPath } as const;
  const reward = { source, weight: 1, parameters: own?.parameters ?? {} };
  return { runFile: run.id, particle: chosen.particle, reward };
}

/** A breakpoint at the first line of `score` for as long as it lasts, where the person has set none in the file. */
async function stopAtScore(uri: vscode.Uri): Promise<Disposable> {
  const isHere = (one: vscode.Breakpoint): boolean =>
    one instanceof vscode.SourceBreakpoint && one.location.uri.toString() === uri.toString();
  const document = await vscode.workspace.openTextDocument(uri);
  const text = rewardTextOf(document);
  const { definition } = await lookAtReward(text);
  const body = definition === undefined ? undefined : scoreBody(text, definition.start);
  if (body === undefined || vscode.debug.breakpoints.some(isHere)) return { [Symbol.dispose]() {} };
  const own = [new vscode.SourceBreakpoint(new vscode.Location(uri, document.positionAt(body)))];
  vscode.debug.addBreakpoints(own);
  return { [Symbol.dispose]: () => vscode.debug.removeBreakpoints(own) };
}

function attached(uri: vscode.Uri, name: string, { address }: InspectedReward): Thenable<boolean> {
  return vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(uri), {
    type: "node",
    request: "attach",
    name: `Reward ${name}`,
    websocketAddress: address,
    address: "127.0.0.1",
    port: Number(new URL(address).port),
    continueOnAttach: true,
    // The reward's bundle has its map in itself, and lies in no folder.
    resolveSourceMapLocations: null,
    pauseForSourceMap: true,
    skipFiles: ["<node_internals>/**", "**/dist/sandbox.mjs"],
    // It ends with the call.
    restart: false,
  });
}

function noDebugger(): SteeringError {
  return new SteeringError(
    "internal",
    "VS Code's debugger for Node could not be attached. Switch on its extension “JavaScript Debugger” (ms-vscode.js-debug) and try again.",
  );
}
