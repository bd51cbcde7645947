/** What holdout rewards say of runs' final particles, asked for one at a time a run. Knows no VS Code. */
import { isAbort, messageOf } from "../../errors.ts";
import type { PanelState, RunView } from "../../protocol/panel.ts";
import type { Judgement, JudgeRequest } from "../../protocol/replay.ts";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import type { RewardChoice } from "../../protocol/specification.ts";
import { Listeners } from "./listeners.ts";

type Holdout = NonNullable<PanelState["holdout"]>;

/** Runs whose judgements are kept. */
const most = 50;

export class Judgements {
  readonly #judge: (request: JudgeRequest, signal: AbortSignal) => Promise<Judgement>;
  readonly #known = new Map<string, Holdout & { readonly passes: number }>();
  readonly #asked = new Map<string, AbortController>();
  readonly #listeners = new Listeners();

  constructor(judge: (request: JudgeRequest, signal: AbortSignal) => Promise<Judgement>) {
    this.#judge = judge;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Of the particles that the run has now: it may have gone on since. */
  of({ id, forwardPasses }: Pick<RunView, "id" | "forwardPasses">): Holdout | undefined {
    const { passes, ...holdout } = this.#known.get(id) ?? {};
    return "reward" in holdout && passes === forwardPasses ? holdout : undefined;
  }

  /** Another question of the same run takes its place. */
  async ask(run: Pick<RunView, "id" | "forwardPasses">, choice: RewardChoice): Promise<void> {
    this.#asked.get(run.id)?.abort();
    const abort = new AbortController();
    this.#asked.set(run.id, abort);
    const { source } = choice;
    const reward = source.kind === "builtin" ? source.name : rewardNameOf(source.path);
    this.#set(run, { reward, isRunning: true });
    try {
      const { scores } = await this.#judge({ runFile: run.id, reward: choice }, abort.signal);
      if (!abort.signal.aborted) this.#set(run, { reward, isRunning: false, scores });
    } catch (error) {
      if (!isAbort(error) && !abort.signal.aborted)
        this.#set(run, { reward, isRunning: false, problem: messageOf(error) });
    }
  }

  dispose(): void {
    this.#listeners.clear();
    for (const abort of this.#asked.values()) abort.abort();
  }

  #set({ id, forwardPasses }: Pick<RunView, "id" | "forwardPasses">, holdout: Holdout): void {
    this.#known.delete(id);
    this.#known.set(id, { ...holdout, passes: forwardPasses });
    const [oldest] = this.#known.keys();
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest);
    this.#listeners.call();
  }
}
