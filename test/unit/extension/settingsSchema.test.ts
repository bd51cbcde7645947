import { describe, expect, it } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { presetSettings, usualPreset } from "../../../src/protocol/presets.ts";
import { formDefaults, parseSettings, settingNames, type SettingName } from "../../../src/extension/settings/schema.ts";

type Declared = Record<
  string,
  { default: unknown; minimum?: number; maximum?: number; scope: string; enum?: string[] }
>;
const declared: Declared = Object.assign({}, ...manifest.contributes.configuration.map(({ properties }) => properties));
const given = (values: Partial<Record<SettingName, unknown>>) => (name: SettingName) => values[name];

describe("settings", () => {
  it("are exactly those that package.json declares", () => {
    expect(Object.keys(declared).toSorted()).toEqual(settingNames.map((name) => `fkSteering.${name}`).toSorted());
  });

  it("have the defaults that package.json declares", () => {
    const { settings, problems } = parseSettings(() => undefined);
    expect(problems).toEqual([]);
    for (const name of settingNames) expect(settings[name], name).toEqual(declared[`fkSteering.${name}`]?.default);
  });

  it("accept the limits that package.json declares and nothing beyond", () => {
    for (const name of settingNames) {
      const { minimum, maximum } = declared[`fkSteering.${name}`] ?? {};
      if (minimum === undefined || maximum === undefined) continue;
      expect(parseSettings(given({ [name]: minimum })).problems, name).toEqual([]);
      expect(parseSettings(given({ [name]: maximum })).problems, name).toEqual([]);
      expect(parseSettings(given({ [name]: minimum - 1 })).problems, name).toHaveLength(1);
      expect(parseSettings(given({ [name]: maximum + 1 })).problems, name).toHaveLength(1);
    }
  });

  it("accept the choices that package.json declares", () => {
    for (const name of settingNames) {
      for (const choice of declared[`fkSteering.${name}`]?.enum ?? []) {
        expect(parseSettings(given({ [name]: choice })).problems, `${name} ${choice}`).toEqual([]);
      }
    }
  });

  it("say a preset, whose islands share the particles, and what holds instead of what it has", () => {
    const begun = (values: Partial<Record<SettingName, unknown>>) =>
      formDefaults(parseSettings(given(values)).settings);
    expect(begun({})).toMatchObject({ ...presetSettings(usualPreset, 8), steps: 64 });
    expect(begun({ "defaults.particles": 6, "defaults.draws": null })).toMatchObject(presetSettings(usualPreset, 6));
    const own = {
      "defaults.preset": "paper",
      "defaults.strength": 10,
      "defaults.every": 2,
      "defaults.essThreshold": 0.5,
    };
    expect(begun(own)).toMatchObject({
      ...presetSettings("paper", 8),
      strength: 10,
      schedule: { kind: "every", every: 2 },
    });
    expect(begun({ "defaults.essThreshold": 0.5 })).toMatchObject({ islands: 4, essThreshold: 0.5, candidates: 4 });
  });

  it("fall back to the default where a value is wrong, and say so", () => {
    const { settings, problems } = parseSettings(given({ "defaults.particles": "many", device: "abacus" }));
    expect(settings["defaults.particles"]).toBe(8);
    expect(settings.device).toBe("auto");
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).toMatch(/fkSteering\.defaults\.particles is "many"/);
  });

  it("keep the network closed to rewards unless somebody opens it", () => {
    expect(parseSettings(() => undefined).settings["rewards.allowNetwork"]).toBe(false);
    expect(parseSettings(given({ "rewards.allowNetwork": true })).settings["rewards.allowNetwork"]).toBe(true);
    const { settings, problems } = parseSettings(given({ "rewards.allowNetwork": "yes" }));
    expect(settings["rewards.allowNetwork"]).toBe(false);
    expect(problems).toHaveLength(1);
  });

  it("let no workspace name the folder that native libraries are loaded from, and take whole paths alone", () => {
    expect(declared["fkSteering.cuda.folder"]?.scope).toBe("machine");
    for (const folder of ["/opt/cuda", "~/cuda", "~", ""])
      expect(parseSettings(given({ "cuda.folder": folder })).settings["cuda.folder"]).toBe(folder);
    const { settings, problems } = parseSettings(given({ "cuda.folder": "cuda" }));
    expect(settings["cuda.folder"]).toBe("");
    expect(problems.join()).toContain("It must be a whole path, from / or ~ on");
  });

  it("cannot come from an untrusted workspace, none of them: one deletes runs, others decide how much is computed", () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    expect(restricted.toSorted()).toEqual(Object.keys(declared).toSorted());
  });
});
