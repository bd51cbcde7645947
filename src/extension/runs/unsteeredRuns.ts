/** What the unsteered runs there are tell of how far rewards spread: each is a pilot for every run of the same request. Knows no VS Code. */
import { twinKey, type Spread } from "../../protocol/unsteered.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import type { RewardVersions } from "../rewards/rewardVersions.ts";
import { Listeners } from "../sessions/listeners.ts";

/** Newer ones than this many are known to the form. */
const most = 100;
/** Fewer particles tell too little of a spread. */
const fewest = 4;

interface Pilot extends Spread {
  readonly key: string;
  readonly run: Parameters<RewardVersions["changedSince"]>[0];
}

export class UnsteeredRuns {
  readonly #list: () => Promise<readonly RunSummary[]>;
  readonly #versions: Pick<RewardVersions, "changedSince">;
  readonly #listeners = new Listeners();
  #pilots: readonly Pilot[] = [];

  /** @param list every run, newest first */
  constructor(list: () => Promise<readonly RunSummary[]>, versions: Pick<RewardVersions, "changedSince">) {
    this.#list = list;
    this.#versions = versions;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** By `twinKey`; none of rewards that are other code now. */
  get spreads(): Readonly<Record<string, Spread>> {
    const current = this.#pilots.filter(({ run }) => this.#versions.changedSince(run).length === 0);
    return Object.fromEntries(
      current.toReversed().map(({ key, spread, particles }) => [key, { spread, particles }] as const),
    );
  }

  /** Looks at the runs there are. */
  async look(): Promise<void> {
    this.#pilots = (await this.#list()).flatMap(pilotOf).slice(0, most);
    this.#listeners.call();
  }
}

/** What a run tells that came to its end unsteered, with rewards as they are. */
function pilotOf({ header, end }: RunSummary): Pilot[] {
  if (header === undefined || end?.outcome !== "done" || end.summary.spread === undefined) return [];
  const { specification, groups, rewards } = header;
  const particles = groups.reduce((sum, group) => sum + group.particles, 0);
  if (specification.strength !== 0 || specification.standardise !== 0 || particles < fewest) return [];
  const run = { specification, rewardVersions: rewards.map(({ sha256 }) => sha256) };
  return [{ key: twinKey(specification), spread: end.summary.spread, particles, run }];
}
