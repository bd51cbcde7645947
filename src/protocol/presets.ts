/**
 * Settings of steering that go together, by what they are for. The form, the settings, the flags and the README begin with `usualPreset`;
 * a request that says nothing, whoever sends it, is as the paper has it: the rows of `runFields` read their defaults from `plainSettings`. Pure.
 */
import type { SteeringPolicy } from "../steering/policy.ts";
import type { Words } from "./fieldWords.ts";

export const presetNames = ["varied", "balanced", "strongest", "paper"] as const;
export type PresetName = (typeof presetNames)[number];

export interface PresetSettings extends Required<SteeringPolicy> {
  /** As many as the particles can be divided among. */
  readonly islands: number;
}

/** One population, as the paper has it. */
export const plainSettings = {
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
    words: [
      "Varied",
      "Candidates alone: no particle is dropped for another, and texts differ as if unsteered. Images, which have none, are only weighed",
    ],
    settings: { ...plainSettings, resampling: "never", candidates: 8 },
  },
  balanced: {
    words: [
      "Balanced",
      "Islands that select, and candidates: rewards as high as one population's, of particles that differ",
    ],
    settings: { ...plainSettings, islands: 4, essThreshold: 0.75, candidates: 4 },
  },
  strongest: {
    words: ["Strongest", "One population with candidates: the highest rewards, and least variety"],
    settings: { ...plainSettings, candidates: 8 },
  },
  paper: {
    words: ["As in the paper", "One population, selected when half of it has all the weight, and no candidates"],
    settings: plainSettings,
  },
};

export const usualPreset = "balanced" satisfies PresetName;
/** `--preset` names one. */
export const presetFlagName = "preset";
/** Of each prompt, on all of its islands, where nobody says how many. */
export const usualParticles = 8;

/** What a preset comes to for so many particles in all: its islands share them. */
export function presetSettings(name: PresetName, particles: number): PresetSettings & { readonly particles: number } {
  const { settings } = presets[name];
  return { ...settings, ...dividedAmong(settings.islands, particles) };
}

/** Whose settings these are, whatever the number of particles; undefined: of no preset. What is `foreign` to the model does not count. */
export function presetOf(
  settings: PresetSettings & { readonly particles: number },
  foreign: readonly string[] = [],
): PresetName | undefined {
  const names = Object.keys(plainSettings).filter((name) => !foreign.includes(name)) as (keyof PresetSettings)[];
  return presetNames.find((preset) => {
    const wanted = presetSettings(preset, settings.particles * settings.islands);
    return names.every((name) => JSON.stringify(wanted[name]) === JSON.stringify(settings[name]));
  });
}

/** So many particles on at most so many islands, each with the same number of them: two at least, for one has nothing to be selected from. */
export function dividedAmong(
  most: number,
  particles: number,
): { readonly islands: number; readonly particles: number } {
  for (let islands = most; islands > 1; islands -= 1) {
    if (particles % islands === 0 && particles / islands >= 2) return { islands, particles: particles / islands };
  }
  return { islands: 1, particles };
}

/** What becomes of particles that so many islands cannot share, in a sentence; undefined where they can. */
export function sharingNote(most: number, all: number): string | undefined {
  const { islands } = dividedAmong(most, all);
  if (islands === most || !Number.isInteger(all)) return undefined;
  const instead = islands === 1 ? "one population" : `on ${islands} islands`;
  return `${all === 1 ? "1 particle" : `${all} particles`} cannot be shared equally by ${most} islands of two or more, and ${all === 1 ? "is" : "are"} ${instead}.`;
}
