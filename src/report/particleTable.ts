/** A run's last particles as rows for other programs: comma-separated values, or a line of JSON each. Pure. */
import type { RunView } from "../protocol/panel.ts";
import type { ParticleView } from "../protocol/particle.ts";
import { numberedNames } from "../protocol/rewardWords.ts";

type Cell = string | number;

/** A line of JSON each, with everything that is known of a particle; pictures are told by their size. */
export function particleLines(run: RunView, rewards: readonly string[]): string {
  const names = numberedNames(rewards);
  return run.particles.map((particle) => `${JSON.stringify(rowOf(run, names, particle))}\n`).join("");
}

/** RFC 4180, with a row of names. A text that a spreadsheet would take for a formula has an apostrophe before it. */
export function particleTable(run: RunView, rewards: readonly string[]): string {
  const own = numberedNames(rewards);
  const rows = run.particles.map((particle) => flatRow(rowOf(run, own, particle)));
  const names = Object.keys(rows[0] ?? { particle: 0 });
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((cells) => `${cells.map(cellText).join(",")}\r\n`)
    .join("");
}

interface Row {
  readonly particle: number;
  readonly prompt: string;
  readonly reward: Cell;
  readonly rewards: Readonly<Record<string, Cell>>;
  readonly weight: number;
  readonly ancestor: number;
  readonly [sample: string]: unknown;
}

function rowOf({ groups, isVoted }: RunView, rewards: readonly string[], particle: ParticleView): Row {
  const { index, group, reward, parts, weight, ancestor } = particle;
  return {
    particle: index,
    prompt: groups[group]?.prompt ?? "",
    reward: finite(reward),
    rewards: Object.fromEntries(parts.map((part, i) => [rewards[i] ?? `reward ${i}`, finite(part)])),
    weight,
    // Its weight is that of another target than was asked for.
    ...(isVoted === true ? { votes: "in the weight" } : {}),
    ancestor,
    ...(particle.modality === "text" ? { text: particle.text } : { width: particle.width, height: particle.height }),
  };
}

function flatRow({ rewards, ...row }: Row): Record<string, Cell> {
  const own = Object.entries(rewards).map(([name, value]): [string, Cell] => [`reward: ${name}`, value]);
  return { ...(row as Record<string, Cell>), ...Object.fromEntries(own) };
}

/** JSON has no infinite numbers, and programs read the word. */
function finite(value: number): Cell {
  return Number.isFinite(value) ? value : value > 0 ? "Infinity" : value < 0 ? "-Infinity" : "NaN";
}

function cellText(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const isNumber = /^-?(?:Infinity|NaN)$/u.test(cell);
  const text = !isNumber && /^[=+\-@\t\r]/u.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
