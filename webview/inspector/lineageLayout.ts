/** Where a genealogy's particles and edges lie: steps across, particles down, a band a group. Pure: numbers in, numbers out. */
import { livesOf, offspringOf, type Genealogy, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import { allSteps, shareOf, type StepRange } from "./stepRange.ts";

export interface LineageFrame {
  readonly width: number;
  readonly height: number;
}

export interface LineageLayout {
  /** Where each scored step lies. */
  readonly x: Float32Array;
  /** Where each particle lies, the same at every step. */
  readonly y: Float32Array;
  /** Distance between two particles of a band. */
  readonly row: number;
  readonly bands: readonly { readonly top: number; readonly bottom: number }[];
  /** From each scored step but the last to the next one. */
  readonly edges: readonly LineageEdges[];
}

/** All edges between two scored steps; one a particle of the later one. */
export interface LineageEdges {
  /** Index of the earlier step. */
  readonly at: number;
  readonly parents: Int32Array;
  /** 1: the child has a descendant at the last step. */
  readonly lives: Uint8Array;
  /** How many children the parent had at this selection. */
  readonly offspring: Int32Array;
}

const margin = { left: 10, right: 10, top: 8, bottom: 8 };
/** Above each of several bands, in pixels: room for its name. */
const heading = 16;
/** Rows of so few particles do not drift apart over a tall drawing. */
const tallestRow = 26;

/** The height that shows every particle without waste, between bounds that a page can spare. */
export function lineageHeight({ groups }: Genealogy): number {
  const rows = groups.reduce((sum, { count }) => sum + count, 0);
  return Math.round(Math.min(420, Math.max(84, rows * 14)) + headings(groups) + margin.top + margin.bottom);
}

/** @param range the part of the steps that fills the frame: what lies outside it is drawn outside */
export function lineageLayout(
  genealogy: Genealogy,
  { width, height }: LineageFrame,
  range: StepRange = allSteps(genealogy.steps),
): LineageLayout {
  const { groups, scored } = genealogy;
  const across = width - margin.left - margin.right;
  const x = Float32Array.from(scored, ({ step }) => margin.left + across * shareOf(range, step));
  const rows = groups.reduce((sum, { count }) => sum + count, 0);
  const down = height - headings(groups) - margin.top - margin.bottom;
  const row = Math.min(tallestRow, down / Math.max(1, rows));
  const y = new Float32Array(groups.reduce((sum, { count }) => sum + count, 0));
  let top = margin.top;
  const bands = groups.map(({ start, count }) => {
    top += headings(groups) / groups.length;
    for (let n = 0; n < count; n += 1) y[start + n] = top + (n + 0.5) * row;
    const band = { top, bottom: top + count * row };
    top = band.bottom;
    return band;
  });
  return { x, y, row, bands, edges: edgesOf(genealogy) };
}

/** All of them together; one band needs no name. */
function headings(groups: Genealogy["groups"]): number {
  return groups.length > 1 ? heading * groups.length : 0;
}

function edgesOf(genealogy: Genealogy): LineageEdges[] {
  const lives = livesOf(genealogy);
  return genealogy.scored.slice(0, -1).map((step, at) => ({
    at,
    parents: Int32Array.from(step.ancestors),
    lives: lives[at + 1] ?? new Uint8Array(),
    offspring: offspringOf(step),
  }));
}

/** The particle drawn nearest to a point; undefined where nothing is drawn. */
export function placeAt({ x, y }: LineageLayout, pointX: number, pointY: number): GenealogyPlace | undefined {
  const [at, particle] = [nearest(x, pointX), nearest(y, pointY)];
  return at === undefined || particle === undefined ? undefined : { at, particle };
}

/** The place that an arrow key, Home or End goes to from another. */
export function neighbour(
  { x, y }: LineageLayout,
  { at, particle }: GenealogyPlace,
  key: string,
): GenealogyPlace | undefined {
  const moved = {
    ArrowLeft: { at: at - 1, particle },
    ArrowRight: { at: at + 1, particle },
    ArrowUp: { at, particle: particle - 1 },
    ArrowDown: { at, particle: particle + 1 },
    Home: { at: 0, particle },
    End: { at: x.length - 1, particle },
  }[key];
  if (moved === undefined) return undefined;
  return {
    at: Math.min(x.length - 1, Math.max(0, moved.at)),
    particle: Math.min(y.length - 1, Math.max(0, moved.particle)),
  };
}

function nearest(places: Float32Array, to: number): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < places.length; i += 1) {
    if (best === undefined || Math.abs((places[i] as number) - to) < Math.abs((places[best] as number) - to)) best = i;
  }
  return best;
}
