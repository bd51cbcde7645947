/** A run that waits for votes, for the terminal and for programs: its particles, and how it goes on. Pure. */
import { modalityOf, modalities, modalityOfAll } from "../../protocol/modality.ts";
import { formatNumber } from "../../protocol/numberWords.ts";
import type { StepScoring } from "../../protocol/run.ts";
import { shellWord } from "../../protocol/shellWord.ts";
import { table } from "./table.ts";

export interface Pause {
  readonly message: string;
  readonly scoring: StepScoring;
  readonly runFile: string;
}

export function pauseTable({ message, scoring: { particles, groups }, runFile }: Pause): string {
  const heads = ["particle", "value", "weight", modalities[modalityOfAll(particles)].one];
  const rows = particles.map((particle) => [
    `${particle.index}${groups.length === 1 ? "" : ` (${groups[particle.group]?.prompt})`}`,
    formatNumber(particle.reward),
    formatNumber(particle.weight),
    modalityOf(particle).label(particle),
  ]);
  const resume = resumeCommand(runFile);
  return [
    table(heads, rows).trimEnd(),
    "",
    `${message} Go on as it is:`,
    `  ${resume}`,
    "or with votes (2: its weight doubled twice, -1: halved, kill: gone):",
    `  ${resume} --vote 0=2 --vote 1=kill`,
    "or open it in VS Code and vote there.",
    "",
  ].join("\n");
}

/** What goes on with a run that has a file. */
export function resumeCommand(runFile: string): string {
  return `fk-steer resume ${shellWord(runFile, process.platform === "win32")}`;
}

export function pauseJson({ message, scoring: { particles }, runFile }: Pause): object {
  return {
    paused: message,
    particles: particles.map(({ index, reward, parts, weight, ancestor, group, ...shown }) => ({
      particle: index,
      ...modalityOf(shown).json(shown),
      ...{ reward, parts, weight, ancestor, group },
    })),
    runFile,
  };
}
