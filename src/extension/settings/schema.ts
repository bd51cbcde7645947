/** What `fkSteering.*` may be. A wrong value falls back to its default and is named. Pure: knows not VS Code. */
import * as v from "valibot";
import { defaultRewardLimits } from "../../protocol/rewardLimits.ts";
import { mostImageChunk } from "../../protocol/imageChunk.ts";
import {
  deviceNames,
  maxIterations,
  maxSteps,
  runSpecificationSchema,
  usualSteps,
} from "../../protocol/specification.ts";

const { particles, strength, potential, draws, resampler, essThreshold } = runSpecificationSchema.entries;

const whole = (low: number, high: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high)), fallback);

/** By the name after `fkSteering.`; limits and defaults are those of package.json. */
const entries = {
  device: v.optional(v.picklist(deviceNames), "auto"),
  "images.chunk": whole(0, mostImageChunk, 0),
  "models.folders": v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
  "defaults.particles": particles,
  "defaults.steps": whole(1, maxSteps, usualSteps),
  "defaults.strength": strength,
  "defaults.potential": potential,
  "defaults.draws": draws,
  "defaults.every": whole(1, maxSteps, 4),
  "defaults.resampler": resampler,
  "defaults.essThreshold": essThreshold,
  "refine.iterations": whole(1, maxIterations, 5),
  "rewards.timeout": whole(100, 600_000, defaultRewardLimits.milliseconds),
  "rewards.timeoutPerSample": whole(0, 60_000, defaultRewardLimits.millisecondsPerSample),
  "rewards.memory": whole(64, 65_536, defaultRewardLimits.memoryMegabytes),
  "rewards.allowNetwork": v.optional(v.boolean(), defaultRewardLimits.allowNetwork),
  "runs.keep": whole(0, 100_000, 200),
};

export type SettingName = keyof typeof entries;
export type Settings = { readonly [Name in SettingName]: v.InferOutput<(typeof entries)[Name]> };
export const settingNames = Object.keys(entries) as readonly SettingName[];

/** `problems`: a sentence for each value that was not taken. */
export function parseSettings(get: (name: SettingName) => unknown): {
  readonly settings: Settings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const settings = Object.fromEntries(
    settingNames.map((name) => {
      const schema: v.GenericSchema = entries[name];
      const given = get(name);
      const result = v.safeParse(schema, given ?? undefined, { abortEarly: true });
      if (result.success) return [name, result.output];
      const fallback = v.parse(schema, undefined);
      problems.push(
        `The setting fkSteering.${name} is ${JSON.stringify(given)}: ${result.issues[0].message}. ${JSON.stringify(fallback)} is used instead.`,
      );
      return [name, fallback];
    }),
  );
  return { settings: settings as unknown as Settings, problems };
}
