/**
 * Settings of steering that go together, by what they are for. What holds where nothing is said is one of them: the rows of `runFields`
 * read their defaults here, and so do the form, `--preset` and the README. Pure.
 */
import type { SteeringPolicy } from "../steering/policy.ts";
import type { Words } from "./fieldWords.ts";

export const presetNames = ["varied", "balanced", "strongest"] as const;
export type PresetName = (typeof presetNames)[number];

export interface PresetSettings extends Required<SteeringPolicy> {
  /** As many as the particles can be divided among. */
  readonly islands: number;
}

const common = {
  strength: 40,
  potential: "difference",
  draws: 4,
  candidates: 1,
  resampler: "systematic",
  resampling: "adaptive",
  essThreshold: 0.5,
  schedule: { kind: "every", every: 0 },
  tempering: { kind: "constant" },
  islands: 1,
} as const satisfies PresetSettings;

export const presets: Readonly<Record<PresetName, { readonly words: Words; readonly settings: PresetSettings }>> = {
  varied: {
    words: ["Varied", "Islands, which cannot all descend from one particle, and candidates: results that differ"],
    // Populations of 2 are never below half of their number in ESS.
    settings: { ...common, islands: 4, essThreshold: 0.75, candidates: 8 },
  },
  balanced: {
    words: ["Balanced", "One population, selected when half of it has all the weight"],
    settings: common,
  },
  strongest: {
    words: ["Strongest", "Values from more draws: the highest rewards, and less variety"],
    settings: { ...common, draws: 16 },
  },
};

export const usualPreset = "balanced" satisfies PresetName;
export const usualSettings: PresetSettings = presets[usualPreset].settings;

/** What a preset comes to for so many particles in all: its islands share them. */
export function presetSettings(name: PresetName, particles: number): PresetSettings & { readonly particles: number } {
  const { settings } = presets[name];
  const islands = islandsOf(particles, settings.islands);
  return { ...settings, islands, particles: particles / islands };
}

/** Whose settings these are, whatever the number of particles; undefined: of no preset. What is `foreign` to the model does not count. */
export function presetOf(
  settings: PresetSettings & { readonly particles: number },
  foreign: readonly string[] = [],
): PresetName | undefined {
  const names = Object.keys(common).filter((name) => !foreign.includes(name)) as (keyof PresetSettings)[];
  return presetNames.find((preset) => {
    const wanted = presetSettings(preset, settings.particles * settings.islands);
    return names.every((name) => JSON.stringify(wanted[name]) === JSON.stringify(settings[name]));
  });
}

/** At most so many, each with the same number of particles: two at least, for one has nothing to be selected from. */
function islandsOf(particles: number, most: number): number {
  for (let islands = most; islands > 1; islands -= 1) {
    if (particles % islands === 0 && particles / islands >= 2) return islands;
  }
  return 1;
}
