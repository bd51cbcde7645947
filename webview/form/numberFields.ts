/** The form's numbers: their names, what they mean, what they may be. Data only. */
import { longestSide, maxParticles, maxSteps } from "../../src/protocol/specification.ts";
import type { Draft } from "./formDraft.ts";
import type { NumberRules } from "../controls/numberInput.ts";

export type NumberName = {
  [Name in keyof Draft]-?: Draft[Name] extends number | undefined ? Name : never;
}[keyof Draft];

export interface NumberFieldInfo extends NumberRules {
  readonly name: NumberName;
  readonly label: string;
  readonly title: string;
  /** May be left empty; this is what then happens. */
  readonly empty?: string;
}

export const particlesField: NumberFieldInfo = {
  name: "particles",
  label: "Particles",
  title: "How many samples run side by side (N)",
  min: 1,
  max: maxParticles,
};
export const stepsField: NumberFieldInfo = {
  name: "steps",
  label: "Steps",
  title: "Transitions from noise to sample",
  min: 1,
  max: maxSteps,
};
export const strengthField: NumberFieldInfo = {
  name: "strength",
  label: "Strength λ",
  title: "The target is p(x) · exp(λ · reward): 0 does not steer, negative steers away",
};
export const seedField: NumberFieldInfo = {
  name: "seed",
  label: "Seed",
  title: "The same seed gives the same run",
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
};
export const drawsField: NumberFieldInfo = {
  name: "draws",
  label: "Draws",
  title: "Clean samples drawn from each prediction to estimate a particle's value",
  min: 1,
  max: 64,
};
export const essThresholdField: NumberFieldInfo = {
  name: "essThreshold",
  label: "ESS threshold",
  title: "Adaptive resampling: resample when ESS falls below this fraction of N",
  min: 0,
  max: 1,
  step: 0.05,
};
export const temperatureField: NumberFieldInfo = {
  name: "temperature",
  label: "Temperature",
  title: "Of token draws: lower is likelier text, less variety",
  min: 0,
  max: 10,
  step: 0.1,
  empty: "model's own",
};
export const lengthField: NumberFieldInfo = {
  name: "length",
  label: "Length",
  title: "Most tokens to write",
  min: 1,
  max: 1_000_000,
  empty: "all that fit",
};
export const widthField: NumberFieldInfo = {
  name: "width",
  label: "Width",
  title: "Of the images, in pixels",
  min: 1,
  max: longestSide,
  step: 8,
  empty: "model's own",
};
export const heightField: NumberFieldInfo = {
  ...widthField,
  name: "height",
  label: "Height",
};
export const guidanceField: NumberFieldInfo = {
  name: "guidance",
  label: "Guidance",
  title:
    "Guidance scale: higher follows the prompt more closely, with less variety; up to 1 there is none, as distilled (turbo) models want it",
  min: 0,
  max: 100,
  step: 0.5,
  empty: "model's own",
};
export const standardiseField: NumberFieldInfo = {
  name: "standardise",
  label: "Standardise",
  title:
    "So many particles run unsteered first (a pilot), and each reward counts in units of its spread among them: λ then means the same for all rewards. 0: off",
  min: 0,
  max: maxParticles,
};
