/** The pinned particles as they are seen side by side: of the shown run at the step that is shown, of others as they are. Pure. */
import type { RewardInfo } from "../../src/protocol/engine.ts";
import type { PinPlace, PinView, RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { toDraft } from "../form/formDraft.ts";
import { numberedNames, sourceName } from "../../src/protocol/rewardWords.ts";
import { findReward } from "../form/rewardOptions.ts";

export interface Compared {
  readonly place: PinPlace;
  readonly particle: ParticleView;
  readonly specification: RunRequest;
  /** Names of the run's rewards, in the order of the particle's parts. */
  readonly rewards: readonly string[];
  /** "#3", and of which run where there are several. */
  readonly name: string;
  /** It is of the run that the page shows. */
  readonly isOwn: boolean;
}

/** @param past the step of the run's particles, where it is not the newest */
export function comparedParticles(
  pins: readonly PinView[],
  run: Pick<RunView, "id" | "particles">,
  past: number | undefined,
  rewards: readonly RewardInfo[],
): Compared[] {
  const runs = [...new Set([run.id, ...pins.map((pin) => pin.run)])];
  // Files of two folders may be called alike.
  const names = numberedNames(runs.map(runName));
  const nameOf = (id: string): string => (runs.length > 1 ? ` of ${names[runs.indexOf(id)]}` : "");
  return pins.map((pin): Compared => {
    const { index } = pin.particle;
    const isOwn = pin.run === run.id;
    const shown = isOwn ? run.particles.find((one) => one.index === index) : undefined;
    const step = isOwn && past !== undefined ? { step: past } : {};
    return {
      place: { run: pin.run, particle: index, ...step },
      particle: shown ?? pin.particle,
      specification: pin.specification,
      rewards: rewardNames(pin.specification, rewards),
      name: `#${index}${nameOf(pin.run)}`,
      isOwn,
    };
  });
}

/** No two the same: what each of them said is found by its name. */
export function rewardNames(specification: RunRequest, known: readonly RewardInfo[]): string[] {
  return numberedNames(
    toDraft(specification).rewards.map(({ source }) => findReward(known, source)?.name ?? sourceName(source)),
  );
}

/** The name of a run's file, from its path. */
function runName(id: string): string {
  return (id.split(/[\\/]/u).at(-1) ?? id).replace(/\.fkrun$/u, "");
}
