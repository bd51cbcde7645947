/** The sweeps of a workspace: where they lie, which of them goes on, and how far it is. Knows no page. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as vscode from "vscode";
import { isAbort, messageOf } from "../../errors.ts";
import type { Sweep, SweepEvent, SweepProgress } from "../../protocol/sweep.ts";
import type { SweepView } from "../../protocol/sweepPage.ts";
import type { EngineClient } from "../engine/engineClient.ts";

/** Of a sweep that goes on, or ended in this session. */
export type SweepStanding = Pick<SweepView, "state" | "progress" | "message" | "problem" | "warnings">;

const idle: SweepStanding = {
  state: "idle",
  progress: undefined,
  message: undefined,
  problem: undefined,
  warnings: [],
};

type SweepLog = Pick<vscode.LogOutputChannel, "info" | "warn">;

interface Going {
  readonly stop: AbortController;
  standing: SweepStanding;
}

export class Sweeps implements vscode.Disposable {
  readonly #engine: Pick<EngineClient, "sweep">;
  readonly #log: SweepLog;
  readonly #going = new Map<string, Going>();
  readonly #over = new Map<string, SweepStanding>();
  readonly #changed = new vscode.EventEmitter<string>();
  /** Each in a folder of its own. */
  readonly root: string;
  /** Fires with the folder of a sweep. */
  readonly onDidChange = this.#changed.event;

  constructor(context: vscode.ExtensionContext, engine: Pick<EngineClient, "sweep">, log: SweepLog) {
    this.#engine = engine;
    this.#log = log;
    this.root = join((context.storageUri ?? context.globalStorageUri).fsPath, "sweeps");
  }

  newFolder(now = new Date()): string {
    return join(this.root, `sweep-${now.toISOString().replaceAll(":", "-").replace("Z", "")}`);
  }

  standing(folder: string): SweepStanding {
    return this.#going.get(folder)?.standing ?? this.#over.get(folder) ?? idle;
  }

  isGoing(folder: string): boolean {
    return this.#going.has(folder);
  }

  /** Begins, or goes on with what the folder holds; `begun` is called once there is a record. Rejects with what went wrong: being stopped is not. */
  async run(folder: string, { sweep, begun }: { sweep?: Sweep; begun?: () => void } = {}): Promise<void> {
    if (this.#going.has(folder)) return;
    const stop = new AbortController();
    const going: Going = { stop, standing: { ...idle, state: "waiting" } };
    this.#going.set(folder, going);
    this.#over.delete(folder);
    this.#changed.fire(folder);
    try {
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: "FK Steering: sweep" },
        async (progress) => {
          const heard = (event: SweepEvent): void => {
            if (event.kind === "started") begun?.();
            this.#hear(folder, going, event, (message) => progress.report({ message }));
          };
          await this.#engine.sweep({ id: randomUUID(), folder, ...(sweep && { sweep }) }, heard, stop.signal);
        },
      );
    } catch (error) {
      if (!isAbort(error)) {
        going.standing = { ...going.standing, problem: messageOf(error) };
        throw error;
      }
    } finally {
      this.#going.delete(folder);
      const { problem, warnings } = going.standing;
      this.#over.set(folder, { ...idle, problem, warnings });
      this.#changed.fire(folder);
    }
  }

  stop(folder: string): void {
    const going = this.#going.get(folder);
    if (going === undefined) return;
    going.standing = { ...going.standing, state: "stopping" };
    going.stop.abort();
    this.#changed.fire(folder);
  }

  dispose(): void {
    for (const { stop } of this.#going.values()) stop.abort();
    this.#changed.dispose();
  }

  #hear(folder: string, going: Going, event: SweepEvent, tell: (message: string) => void): void {
    const { standing } = going;
    const waits = (message: string): void => {
      if (standing.state !== "stopping") going.standing = { ...standing, state: "waiting", message };
    };
    switch (event.kind) {
      case "queued":
        waits("Waiting for what the engine does first");
        break;
      case "loading":
        waits(event.message);
        break;
      case "warning":
        this.#log.warn(event.message);
        going.standing = { ...standing, warnings: [...standing.warnings, event.message] };
        break;
      case "log":
        this.#log.info(`${event.reward}: ${event.message}`);
        return;
      case "progress":
        tell(`${event.ended} of ${event.cells} cells`);
        going.standing = { ...standing, ...goesOn(standing, event) };
        break;
      default:
    }
    this.#changed.fire(folder);
  }
}

function goesOn(
  { state }: SweepStanding,
  progress: SweepProgress,
): Pick<SweepStanding, "state" | "message" | "progress"> {
  return { state: state === "stopping" ? state : "running", message: undefined, progress };
}
